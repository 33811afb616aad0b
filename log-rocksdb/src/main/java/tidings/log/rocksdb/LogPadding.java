package tidings.log.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// Makes the newest write-ahead log as long as logs get before anything is in it: a sync writes what
/// was added then, and no new length, which would be a second write, into the file system's journal.
/// What the log is longer by is a hole without blocks, and RocksDB writes where it would anyway.
///
/// RocksDB cuts a log to what is in it when it closes it; after a kill [LogRepair] does.
@OwnedBy(Owner.LOG_WRITER)
final class LogPadding {
    private static final System.Logger LOG = System.getLogger(LogPadding.class.getName());

    /// Six digits or more.
    private static final Comparator<Path> BY_NUMBER = Comparator
            .comparingInt((Path log) -> log.toString().length())
            .thenComparing(Comparator.naturalOrder());

    private final Path store;
    private final long bytes;
    private Path padded = Path.of("");

    /// @param store where RocksDB's files are
    /// @param bytes a log that grows beyond these is only slower
    LogPadding(Path store, long bytes) {
        this.store = store;
        this.bytes = bytes;
    }

    /// Only while nobody writes to the store.
    void pad() {
        try {
            Optional<Path> newest = newest();
            if (newest.isPresent() && !newest.get().equals(padded)) {
                lengthen(newest.get());
                padded = newest.get();
            }
        } catch (NoSuchFileException e) {
            // A flush has begun another one meanwhile: it is found the next time.
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING,
                    "a log in {0} grows with each write, which makes acknowledgements slower: {1}",
                    store, e.toString());
        }
    }

    private Optional<Path> newest() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(LogRepair::isLog).max(BY_NUMBER);
        }
    }

    private void lengthen(Path log) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            if (file.size() < bytes) {
                file.write(ByteBuffer.allocate(1), bytes - 1);
            }
        }
    }
}
