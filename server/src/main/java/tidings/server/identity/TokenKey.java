package tidings.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key that signatures are checked with. Its own kind says which algorithms it may be used with;
/// what a token says only chooses among those, so a public key is never taken for a secret.
///
/// @param id         its `kid`; null if it has none
/// @param algorithms that it may be used with
record TokenKey(@Nullable String id, Set<JWSAlgorithm> algorithms, Check check) {
    private static final int RSA_BITS_MIN = 2_048;
    private static final Set<JWSAlgorithm> ED25519 = Set.of(JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    interface Check {
        boolean verify(JWSHeader header, byte[] signed, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    /// @throws IllegalArgumentException if there is no such key here
    static TokenKey hmac(String secret) {
        // HMAC fills a short key with zeros itself; the library wants it to have its full length.
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try {
            return of(null, new MACVerifier(Arrays.copyOf(bytes, Math.max(64, bytes.length))));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret can't be used: " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException if it can't be used, with why
    static TokenKey of(@Nullable String id, PublicKey key) {
        try {
            return switch (key) {
                case RSAPublicKey rsa when rsa.getModulus().bitLength() < RSA_BITS_MIN ->
                    throw new IllegalArgumentException("an RSA key has at least %d bits, not %d"
                            .formatted(RSA_BITS_MIN, rsa.getModulus().bitLength()));
                case RSAPublicKey rsa -> of(id, new RSASSAVerifier(rsa));
                case ECPublicKey ec -> of(id, new ECDSAVerifier(ec));
                case EdECPublicKey ed when isEd25519(ed) -> new TokenKey(id, ED25519,
                        (_, signed, signature) -> verify(ed, signed, signature.decode()));
                default -> throw new IllegalArgumentException(
                        "RSA, EC and Ed25519 keys can be used, not " + key.getAlgorithm());
            };
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the key can't be used: " + e.getMessage(), e);
        }
    }

    /// @param only null for all that the key may be used with
    TokenKey only(@Nullable JWSAlgorithm only) {
        return only == null
                ? this
                : new TokenKey(id, algorithms.contains(only) ? Set.of(only) : Set.of(), check);
    }

    private static TokenKey of(@Nullable String id, JWSVerifier verifier) {
        return new TokenKey(id, Set.copyOf(verifier.supportedJWSAlgorithms()), verifier::verify);
    }

    private static boolean isEd25519(EdECPublicKey key) {
        return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    }

    private static boolean verify(EdECPublicKey key, byte[] signed, byte[] signature)
            throws GeneralSecurityException {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(signed);
        return check.verify(signature);
    }
}
