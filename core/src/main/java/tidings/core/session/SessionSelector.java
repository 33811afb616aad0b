package tidings.core.session;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which sessions are meant.
///
/// @param user    of this user
/// @param session this one of them; null for all
/// @param except  but not these
public record SessionSelector(String user, @Nullable String session, Set<String> except) {
    boolean selects(Session candidate) {
        String id = candidate.identity().session();
        return candidate.identity().user().id().equals(user)
                && (session == null || session.equals(id)) && !except.contains(id);
    }

    boolean concernsUserOf(Session candidate) {
        return candidate.identity().user().id().equals(user);
    }
}
