package tidings.log.rocksdb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.TableWrite;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// All that can be asked of the writer.
sealed interface WriterCommand {
    /// What becomes part of a batch.
    sealed interface Appending extends WriterCommand {}

    /// What stands between two batches.
    sealed interface Keeping extends WriterCommand {}

    record Write(Append append) implements Appending {}

    record Trim(RocksChannel channel, long upTo,
            CompletableFuture<TrimAnswer> answer) implements Appending {}

    /// Rows of tables without an entry.
    record WriteRows(int shard, List<TableWrite> writes,
            CompletableFuture<WriteAnswer> answer) implements Appending {}

    /// A drop came to its third step.
    record DeleteSlices(Slices.FilesDeleted deleted) implements Keeping {}

    /// The keeper measured the store.
    record Measured(long storeBytes) implements Keeping {}

    /// A sweep came to its end; null if it failed.
    record Swept(ChannelSweep.@Nullable Found found) implements Keeping {}

    /// Look after slices and sizes now, not only once a second.
    ///
    /// @param done whether nothing is being dropped or swept
    record Keep(CompletableFuture<Boolean> done) implements Keeping {}

    record Stop() implements Keeping {}
}
