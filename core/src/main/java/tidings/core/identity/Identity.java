package tidings.core.identity;

import org.jspecify.annotations.Nullable;
import tidings.log.Sender;

/// Who a session is.
///
/// @param user    its user, held while the session lives
/// @param session its own id, unguessable, never used twice
/// @param about   JSON about the user that others may see; null if there is none
public record Identity(User user, String session, byte @Nullable [] about) {
    public Sender sender() {
        return new Sender(user.id(), session, about);
    }
}
