package tidings.log;

import org.jspecify.annotations.Nullable;

/// Why an engine says no.
public sealed interface LogRefusal {
    /// The disk has less free space than the engine must keep for itself. Temporary.
    record DiskFull(long freeBytes, long minFreeBytes) implements LogRefusal {}

    /// The store has reached its total and nothing may be dropped. Temporary.
    record StoreFull(long storeBytes, long storeBytesMax) implements LogRefusal {}

    /// A new channel would need a record, and there are as many as there may be.
    record TooManyChannels(long channelsMax) implements LogRefusal {}

    /// The idempotency key was used in its window for another payload.
    record KeyReused() implements LogRefusal {}

    /// The log can't be reached or is closing. Temporary.
    record Unavailable(String reason) implements LogRefusal {
        /// What was asked was not answered at all.
        public static Unavailable because(@Nullable Throwable failure) {
            return new Unavailable(String.valueOf(failure));
        }
    }

    /// What was asked for is there and can't be read whole.
    record Damaged(String detail) implements LogRefusal {}
}
