package tidings.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message on its way into the log. The engine hands the same object back in [Settled], so a
/// caller finds its own.
///
/// @param channel an open channel of the caller's shard
/// @param message what to store
/// @param retention the rule's, which decides where the entry is kept
/// @param idempotency null if a repeat is a new entry
/// @param writes what commits with the entry, in the tables of its shard, or not at all
/// @param context the caller's own; the engine never looks at it
public record Append(LogChannel channel, Message message, LogRetention retention,
        @Nullable IdempotencyKey idempotency, List<TableWrite> writes, Object context) {}
