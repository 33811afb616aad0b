package tidings.core.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Entry;

/// Who hears of a shard's last entries, on its own loop and in the shard's order.
@FunctionalInterface
public interface TailReply {
    /// @param entries the shard's after the asked sequence, in its order: as many as were asked for, or
    ///     all up to where the loop is now; null if they are not all in memory
    void onTail(@Nullable List<Entry> entries);
}
