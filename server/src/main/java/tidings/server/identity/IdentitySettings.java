package tidings.server.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How somebody can show who it is.
///
/// @param anonymous whether who shows nothing is let in
/// @param passwords a file of users and hashes; null for none
public record IdentitySettings(boolean anonymous, @Nullable Path passwords,
        TokenSettings tokens) {
    /// Nothing is asked.
    public static final IdentitySettings EVERYBODY = new IdentitySettings(true, null,
            TokenSettings.NONE);

    /// Whether there is any way to show who one is.
    public boolean configured() {
        return passwords != null || tokens.configured();
    }
}
