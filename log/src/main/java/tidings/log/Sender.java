package tidings.log;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who published: what subscribers may see of it.
///
/// @param user the user's id; empty if anonymous
/// @param session the id of the session that published; empty for the server API
/// @param about JSON about the user, from a token; null if there is none
public record Sender(String user, String session, byte @Nullable [] about) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sender(String u, String s, byte[] a) && u.equals(user)
                && s.equals(session) && Arrays.equals(a, about);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, session, Arrays.hashCode(about));
    }
}
