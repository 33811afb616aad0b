package tidings.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Keys and tokens as a back end makes them.
final class TestKeys {
    static final String SECRET = "a secret of a length that nobody guesses";

    private TestKeys() {}

    static KeyPair rsa(int bits) {
        return pair(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator;
        });
    }

    static KeyPair ec(Curve curve) {
        return pair(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(String.valueOf(curve.getStdName())));
            return generator;
        });
    }

    static KeyPair ed25519() {
        return pair(() -> KeyPairGenerator.getInstance("Ed25519"));
    }

    private interface Generator {
        KeyPairGenerator get() throws GeneralSecurityException;
    }

    private static KeyPair pair(Generator generator) {
        try {
            return generator.get().generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(
                key.getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    static String hmac(JWSAlgorithm algorithm, byte[] secret, String claims) {
        try {
            return sign(algorithm, null, claims,
                    new MACSigner(Arrays.copyOf(secret, Math.max(64, secret.length))));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hmac(String claims) {
        return hmac(JWSAlgorithm.HS256, SECRET.getBytes(StandardCharsets.UTF_8), claims);
    }

    static String token(JWSAlgorithm algorithm, @Nullable String id, KeyPair pair, String claims) {
        try {
            if (JWSAlgorithm.Family.ED.contains(algorithm)) {
                return ed25519(algorithm, id, pair, claims);
            }
            JWSSigner signer = pair.getPrivate() instanceof ECPrivateKey ec
                    ? new ECDSASigner(ec)
                    : new RSASSASigner(pair.getPrivate());
            return sign(algorithm, id, claims, signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(JWSAlgorithm algorithm, @Nullable String id, String claims,
            JWSSigner signer) throws JOSEException {
        JWSObject token = new JWSObject(header(algorithm, id), new Payload(claims));
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader header(JWSAlgorithm algorithm, @Nullable String id) {
        return id == null
                ? new JWSHeader(algorithm)
                : new JWSHeader.Builder(algorithm).keyID(id).build();
    }

    private static String ed25519(JWSAlgorithm algorithm, @Nullable String id, KeyPair pair,
            String claims) {
        try {
            JWSObject token = new JWSObject(header(algorithm, id), new Payload(claims));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(token.getSigningInput());
            return new String(token.getSigningInput(), StandardCharsets.US_ASCII) + "."
                    + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A token of which each part is whatever is given.
    static String raw(String header, String claims, byte[] signature) {
        return Base64URL.encode(header) + "." + Base64URL.encode(claims) + "."
                + Base64URL.encode(signature);
    }
}
