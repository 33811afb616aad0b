package tidings.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes tokens for trying things out, signed with the secret (HS256). A back end makes its own.
///
/// @param user     empty for nobody
/// @param channels that it subscribes to
/// @param channel  empty for a connection; else for a subscription to this one
/// @param ttl      null for ever
/// @param audience empty for none
/// @param issuer   empty for none
public record TokenMaker(String user, List<String> channels, String channel,
        @Nullable Duration ttl, String audience, String issuer) {

    /// @throws IllegalArgumentException if the secret can't sign
    public String make(String secret, long nowMs) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user);
        claims.put("iat", nowMs / 1_000);
        if (ttl != null) {
            claims.put("exp", nowMs / 1_000 + ttl.toSeconds());
        }
        put(claims, "channel", channel);
        put(claims, "aud", audience);
        put(claims, "iss", issuer);
        if (!channels.isEmpty()) {
            claims.put("channels", channels);
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty");
        }
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        // As [TokenKey#hmac]: HMAC fills a short key with zeros itself.
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try {
            token.sign(new MACSigner(Arrays.copyOf(bytes, Math.max(64, bytes.length))));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the secret can't sign: " + e.getMessage(), e);
        }
        return token.serialize();
    }

    private static void put(Map<String, Object> claims, String name, String value) {
        if (!value.isEmpty()) {
            claims.put(name, value);
        }
    }
}
