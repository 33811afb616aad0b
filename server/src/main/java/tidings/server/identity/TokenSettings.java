package tidings.server.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which tokens are good.
///
/// @param hmacSecret for HS256, HS384 and HS512; empty for none
/// @param publicKey  a PEM file with an RSA, EC or Ed25519 public key; null for none
/// @param jwks       a URL or a file with a JSON Web Key Set; empty for none
/// @param audience   that a token must be for; empty for any
/// @param issuer     that a token must be from; empty for any
public record TokenSettings(String hmacSecret, @Nullable Path publicKey, String jwks,
        String audience, String issuer) {
    public static final TokenSettings NONE = new TokenSettings("", null, "", "", "");

    /// Whether any token can be good.
    public boolean configured() {
        return !hmacSecret.isEmpty() || publicKey != null || !jwks.isEmpty();
    }

    /// Without the secret: this may get into a log.
    @Override
    public String toString() {
        return "TokenSettings[publicKey=%s, jwks=%s, audience=%s, issuer=%s]".formatted(publicKey,
                jwks, audience, issuer);
    }
}
