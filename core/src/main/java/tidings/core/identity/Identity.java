package tidings.core.identity;

import org.jspecify.annotations.Nullable;
import tidings.log.Sender;

/// Who a session is.
///
/// @param user     its user, held while the session lives
/// @param session  its own id: of a connection unguessable and never used twice; of an MQTT session
///     the client identifier
/// @param about    JSON about the user that others may see; null if there is none
/// @param clientId what its device calls itself; empty if it has no such name
public record Identity(User user, String session, byte @Nullable [] about, String clientId) {
    public static Identity of(User user, String session, byte @Nullable [] about) {
        return new Identity(user, session, about, "");
    }

    /// Whether it has shown who it is.
    public boolean authenticated() {
        return !user.id().isEmpty();
    }

    public Sender sender() {
        return new Sender(user.id(), session, about);
    }
}
