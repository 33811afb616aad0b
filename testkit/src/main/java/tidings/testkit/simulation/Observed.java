package tidings.testkit.simulation;

import java.util.List;
import tidings.log.Position;

/// What a client saw of one channel, and what publishers were told.
sealed interface Observed {
    String channel();

    /// A client was told that it is subscribed.
    ///
    /// @param asked null if it did not ask to go on from a position
    record Subscribed(int client, String channel, @org.jspecify.annotations.Nullable Position asked,
            Position position, boolean recovered) implements Observed {}

    /// @param live whether it came as a frame, not in the reply
    record Received(int client, String channel, String epoch, long offset, String id, boolean live)
            implements
                Observed {}

    /// A message without a position.
    record ReceivedTransient(int client, String channel, String id) implements Observed {}

    record MemberSeen(int client, String channel, String session, boolean joined)
            implements
                Observed {}

    /// The client was told that its subscription has ended, or ended it.
    record Ended(int client, String channel) implements Observed {}

    /// The connection broke: what was on its way is lost, the client knows.
    record ConnectionLost(int client, String channel) implements Observed {}

    record Acked(String channel, String id, Position position, boolean duplicate)
            implements
                Observed {}

    record Refused(String channel, String id) implements Observed {}

    /// Everything that the log has of a channel, when all is over.
    record FinalLog(String channel, String epoch, List<LoggedId> entries) implements Observed {}

    record LoggedId(long offset, String id) {}

    /// When all is quiet.
    ///
    /// @param shown   sessions that the server says are present
    /// @param present sessions that are subscribed
    record FinalPresence(String channel, java.util.Set<String> shown, java.util.Set<String> present)
            implements
                Observed {}

    /// When all is quiet: where a subscribed client is.
    record FinalPlace(int client, String channel, Position position) implements Observed {}
}
