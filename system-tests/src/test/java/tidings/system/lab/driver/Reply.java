package tidings.system.lab.driver;

import java.util.List;
import tidings.system.lab.history.Place;

/// What a client of the Centrifuge protocol hears.
sealed interface Reply {
    record Ping() implements Reply {}

    record Failed(int id, int code, String message) implements Reply {}

    /// To a connect, a publish or a ping.
    record Done(int id) implements Reply {}

    record Sent(int id, Place at, boolean duplicate) implements Reply {}

    /// @param at the head, or of a recovered subscription the position it goes on from
    record Subscribed(int id, boolean recovered, Place at, List<Publication> publications)
            implements
                Reply {}

    /// @param json of the message's payload
    record Publication(String channel, String json, long offset) implements Reply {}

    record Unsubscribed(String channel, int code) implements Reply {}

    /// A push that nobody here asks for.
    record Other() implements Reply {}
}
