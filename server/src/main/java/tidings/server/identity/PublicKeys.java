package tidings.server.identity;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads public keys: PEM, and JSON Web Keys (RFC 7517).
final class PublicKeys {
    private static final System.Logger LOGGER = System.getLogger(PublicKeys.class.getName());
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PublicKeys() {}

    static TokenKey pem(Path file) throws IdentityException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IdentityException("%s: the public key can't be read: %s".formatted(file, e),
                    e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new IdentityException(file + ": no public key in PEM (-----BEGIN PUBLIC KEY-----)"
                    + " is in it; `openssl pkey -in PRIVATE -pubout` writes one");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
            return TokenKey.of(null, key(der));
        } catch (IllegalArgumentException e) {
            throw new IdentityException(file + ": " + e.getMessage(), e);
        }
    }

    private static PublicKey key(byte[] der) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // Of another kind, perhaps.
            }
        }
        throw new IllegalArgumentException("this is no RSA, EC or Ed25519 public key");
    }

    /// The keys of a set that signatures can be checked with. Secrets in a set are not used: it is
    /// for public keys.
    ///
    /// @throws ParseException if it is no set
    static List<TokenKey> jwks(String json) throws ParseException {
        List<TokenKey> keys = new ArrayList<>();
        for (JWK jwk : JWKSet.parse(json).getKeys()) {
            if (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
                try {
                    PublicKey key = key(jwk);
                    if (key != null) {
                        keys.add(TokenKey.of(jwk.getKeyID(), key).only(only(jwk.getAlgorithm())));
                    }
                } catch (IllegalArgumentException | JOSEException | GeneralSecurityException e) {
                    LOGGER.log(Level.WARNING, "a key of the key set can't be used (kid %s): %s"
                            .formatted(jwk.getKeyID(), e.getMessage()));
                }
            }
        }
        return keys;
    }

    private static @Nullable JWSAlgorithm only(@Nullable Algorithm declared) {
        return declared == null ? null : JWSAlgorithm.parse(declared.getName());
    }

    private static @Nullable PublicKey key(JWK jwk)
            throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case RSAKey rsa -> rsa.toRSAPublicKey();
            case ECKey ec -> ec.toECPublicKey();
            case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) -> ed25519(
                    pair.getX().decode());
            default -> null;
        };
    }

    /// RFC 8032 §5.1.2: y in little-endian order, the sign of x in the last bit.
    private static PublicKey ed25519(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        byte[] y = new byte[32];
        for (int i = 0; i < 32; i++) {
            y[i] = encoded[31 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
    }
}
