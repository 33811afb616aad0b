package tidings.testkit.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.PublishOutcome;
import tidings.log.Position;

/// What a client reads, whatever the door.
public sealed interface OnWire {
    /// An entry as a client sees it; offset 0 for a message without a position.
    record Publication(String id, long offset) implements Item {}

    record Membership(String session, boolean joined) implements Item {}

    sealed interface Item {}

    /// The session is open under this name.
    record Connected(String session) implements OnWire {}

    /// A subscribe was answered.
    ///
    /// @param asked where that subscribe wanted to go on from; null if from the head
    record Reply(String channel, @Nullable Position asked, Position position, boolean recovered,
            List<Publication> publications) implements OnWire {}

    record Refused(String channel) implements OnWire {}

    record Items(String channel, List<? extends Item> items) implements OnWire {}

    record Ended(String channel) implements OnWire {}

    /// A publish was answered.
    ///
    /// @param outcome null if the answer says that nobody knows
    record Published(String channel, String id, @Nullable PublishOutcome outcome)
            implements
                OnWire {}
}
