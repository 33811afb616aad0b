package tidings.system.lab.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a history. Times are of the monotonic clock, in nanoseconds.
public sealed interface Event {
    /// How far something got that was asked for.
    enum Stage {
        INVOKED,
        /// Done, for good.
        OK,
        /// Surely not done.
        FAIL,
        /// Nobody knows.
        INFO
    }

    /// How a message came.
    enum Way {
        LIVE, RECOVERED
    }

    long timeNs();

    /// @param key  an idempotency key; empty for none
    /// @param lane messages of one lane were sent in order over one connection; empty for none
    /// @param at   null if the answer did not say
    record Publish(long timeNs, Stage stage, String door, String channel, MessageId id, String key,
            String lane, @Nullable Place at) implements Event {}

    /// @param since null for a subscription that begins at the head
    /// @param at    null unless OK; of a recovered one, the position it goes on from
    record Subscribe(long timeNs, Stage stage, String subscriber, String channel,
            @Nullable Place since, boolean recovered, @Nullable Place at) implements Event {}

    /// @param id    null if it could not be read
    /// @param whole whether its checksum was right and it was of this run and channel
    record Receive(long timeNs, String subscriber, String channel, @Nullable MessageId id,
            Place at, Way way, boolean whole) implements Event {}

    /// The server said plainly that it can't go on from there.
    record Notice(long timeNs, String subscriber, String channel, String what)
            implements
                Event {}

    /// @param mayLose whether what was acknowledged may be gone afterwards, under new epochs
    record Fault(long timeNs, boolean begins, String what, boolean mayLose) implements Event {}

    /// Everything that a channel has in the end.
    record Final(long timeNs, String channel, Place head, List<Stored> log) implements Event {}

    record Stored(long offset, MessageId id) {}

    /// From here on there is no fault and no new message; subscribers catch up.
    record Quiet(long timeNs) implements Event {}

    /// What the server holds: before anybody came, and after everybody left.
    record Holdings(long timeNs, boolean before, long connections, long subscriptions,
            long descriptors, long threads) implements Event {}
}
