package tidings.server.config;

import java.nio.file.Path;
import java.util.Optional;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.TokenSettings;

/// The `identity` of a configuration.
final class IdentityReader {
    private IdentityReader() {}

    /// @param open whether who shows nothing is let in if nothing else is said
    static IdentitySettings read(ConfigReader in, boolean open) {
        boolean anonymous = in.value("anonymous", Types.BOOL, open,
                "Whether who shows neither token nor password is let in, as far as the rules"
                        + " allow. By default only while the server listens at loopback.");
        Optional<Path> passwords = in.value("passwords", Types.PATH_OR_NONE, Optional.empty(),
                "A file of users and their hashes; `tidings passwd` writes it. It is read again"
                        + " when it changes.");
        TokenSettings tokens = in.section("tokens",
                "JSON Web Tokens, with the claims that Centrifugo has.", IdentityReader::tokens);
        return new IdentitySettings(anonymous, passwords.orElse(null), tokens);
    }

    private static TokenSettings tokens(ConfigReader in) {
        String secret = in.secret("hmac-secret", Types.TEXT, "",
                "For HS256, HS384 and HS512: what the back end signs with. At least 32 random"
                        + " characters, else it can be guessed.");
        Optional<Path> publicKey = in.value("public-key", Types.PATH_OR_NONE, Optional.empty(),
                "For RS, PS, ES and EdDSA: a PEM file with the public key of what the back end"
                        + " signs with.");
        String jwks = in.value("jwks", Types.TEXT, "",
                "The same as a key set: a URL or a file. It is kept, and read again every ten"
                        + " minutes and when a token names a key that is not in it.");
        String audience = in.value("audience", Types.TEXT, "",
                "What a token's aud must be; empty for anything.");
        String issuer = in.value("issuer", Types.TEXT, "",
                "What a token's iss must be; empty for anything.");
        return new TokenSettings(secret, publicKey.orElse(null), jwks, audience, issuer);
    }
}
