package tidings.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.core.identity.Verdict.Why;
import tidings.log.TimeSource;

/// Checks JSON Web Tokens (RFC 7519): the signature first, then what it says. Blocks where keys
/// have to be fetched. From any task.
public final class Tokens {
    /// The longest token that is looked at.
    public static final int CHARS_MAX = 16 << 10;
    /// Keys that one token may be tried with.
    private static final int TRIES_MAX = 16;

    private final TokenSettings settings;
    private final TimeSource time;
    /// That are always there.
    private final List<TokenKey> keys;
    private final @Nullable KeySet keySet;

    private Tokens(TokenSettings settings, TimeSource time, List<TokenKey> keys,
            @Nullable KeySet keySet) {
        this.settings = settings;
        this.time = time;
        this.keys = keys;
        this.keySet = keySet;
    }

    /// @throws IdentityException if a key can't be read; a key set need not be there yet
    public static Tokens open(TokenSettings settings, TimeSource time) throws IdentityException {
        List<TokenKey> keys = new ArrayList<>();
        if (!settings.hmacSecret().isEmpty()) {
            keys.add(TokenKey.hmac(settings.hmacSecret()));
        }
        if (settings.publicKey() != null) {
            keys.add(PublicKeys.pem(settings.publicKey()));
        }
        KeySet keySet = null;
        if (!settings.jwks().isEmpty()) {
            try {
                keySet = new KeySet(settings.jwks(), KeySource.of(settings.jwks()), time);
            } catch (IllegalArgumentException e) {
                throw new IdentityException("'%s' is neither a URL nor a file: %s"
                        .formatted(settings.jwks(), e.getMessage()), e);
            }
        }
        return new Tokens(settings, time, List.copyOf(keys), keySet);
    }

    /// Who has this token.
    public Verdict check(String token) throws InterruptedException {
        try {
            Claims claims = claims(token);
            byte[] about = claims.about();
            Verdict.Accepted accepted = Verdict.user(claims.user())
                    .until(claims.expiresAtMs()).withChannels(claims.channels());
            return about == null ? accepted : accepted.withAbout(about);
        } catch (TokenException e) {
            return e.verdict();
        } catch (UnavailableException e) {
            return new Verdict.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /// Which subscription this token allows.
    GrantVerdict checkGrant(String token) throws InterruptedException {
        try {
            Claims claims = claims(token);
            String channel = claims.text("channel");
            if (channel.isEmpty()) {
                throw new TokenException(Why.WRONG, "the token is for no channel");
            }
            return new GrantVerdict.Granted(claims.user(), channel, claims.text("client"),
                    claims.expiresAtMs());
        } catch (TokenException e) {
            return e.verdict();
        } catch (UnavailableException e) {
            return new Verdict.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /// What a token says, whoever signed it, for somebody who wants to see it.
    ///
    /// @throws IllegalArgumentException if it can't be read
    public static String unverifiedClaims(String token) {
        try {
            return Claims.parse(parse(token).getPayload().toBytes()).toString();
        } catch (TokenException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Claims claims(String token)
            throws TokenException, UnavailableException, InterruptedException {
        JWSObject signed = parse(token);
        if (!isSigned(signed)) {
            throw new TokenException(Why.WRONG,
                    "the token's signature is wrong, or of a key that is not known here");
        }
        Claims claims = Claims.parse(signed.getPayload().toBytes());
        claims.checkTimes(time.wallMs());
        claims.checkParties(settings.audience(), settings.issuer());
        return claims;
    }

    private static JWSObject parse(String token) throws TokenException {
        if (token.length() > CHARS_MAX) {
            throw new TokenException(Why.WRONG,
                    "a token has at most %d characters".formatted(CHARS_MAX));
        }
        JWSObject signed;
        try {
            // Without a signature (`alg: none`), or encrypted, it is not parsed at all.
            signed = JWSObject.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw new TokenException(Why.WRONG, "this is no signed JSON Web Token");
        }
        if (signed.getHeader().getCriticalParams() != null) {
            throw new TokenException(Why.WRONG, "the token needs something that is not known here");
        }
        return signed;
    }

    private boolean isSigned(JWSObject signed)
            throws TokenException, UnavailableException, InterruptedException {
        JWSHeader header = signed.getHeader();
        if (isSigned(signed, keys)) {
            return true;
        }
        return keySet != null && isSigned(signed, keySet.keys(header.getKeyID()));
    }

    private static boolean isSigned(JWSObject signed, List<TokenKey> keys) {
        JWSHeader header = signed.getHeader();
        String id = header.getKeyID();
        int tries = 0;
        for (TokenKey key : keys) {
            boolean may = key.algorithms().contains(header.getAlgorithm())
                    && (id == null || key.id() == null || id.equals(key.id()));
            if (may && tries++ < TRIES_MAX && verifies(key, signed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean verifies(TokenKey key, JWSObject signed) {
        try {
            return key.check().verify(signed.getHeader(), signed.getSigningInput(),
                    signed.getSignature());
        } catch (JOSEException | GeneralSecurityException e) {
            return false; // a signature of the wrong shape
        }
    }
}
