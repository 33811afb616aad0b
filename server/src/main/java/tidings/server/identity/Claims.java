package tidings.server.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Verdict.Why;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The claims of a token whose signature was right, centrifuge-protocol §8 and RFC 7519 §4.1.
final class Claims {
    /// How far clocks may be apart.
    private static final long LEEWAY_MS = 5_000;
    private static final int CHANNELS_MAX = 128;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()).build();

    private final JsonNode claims;

    private Claims(JsonNode claims) {
        this.claims = claims;
    }

    static Claims parse(byte[] json) throws TokenException {
        JsonNode claims;
        try {
            claims = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new TokenException(Why.WRONG, "the token's claims are no JSON");
        }
        if (!claims.isObject()) {
            throw new TokenException(Why.WRONG, "the token's claims are no JSON object");
        }
        return new Claims(claims);
    }

    void checkTimes(long nowMs) throws TokenException {
        long expires = timeMs("exp", Long.MAX_VALUE);
        if (expires != Long.MAX_VALUE && nowMs >= expires + LEEWAY_MS) {
            throw new TokenException(Why.EXPIRED, "the token has expired");
        }
        if (nowMs < timeMs("nbf", 0) - LEEWAY_MS) {
            throw new TokenException(Why.WRONG, "the token is not valid yet");
        }
        long until = expiresAtMs();
        if (until != 0 && nowMs >= until + LEEWAY_MS) {
            throw new TokenException(Why.EXPIRED, "what the token allows has expired");
        }
    }

    /// @param audience empty for any
    /// @param issuer   empty for any
    void checkParties(String audience, String issuer) throws TokenException {
        if (!audience.isEmpty() && !texts("aud").contains(audience)) {
            throw new TokenException(Why.WRONG, "the token is for another audience");
        }
        if (!issuer.isEmpty() && !issuer.equals(text("iss"))) {
            throw new TokenException(Why.WRONG, "the token is from another issuer");
        }
    }

    /// `sub`; empty if it names nobody.
    String user() throws TokenException {
        String user = text("sub");
        if (!UserIds.isLegal(user)) {
            throw new TokenException(Why.WRONG, "sub has at most %d bytes and no control characters"
                    .formatted(UserIds.BYTES_MAX));
        }
        return user;
    }

    /// Until when a session or subscription lasts: `expire_at`, 0 for ever, else `exp`.
    long expiresAtMs() throws TokenException {
        return claims.has("expire_at") ? timeMs("expire_at", 0) : timeMs("exp", 0);
    }

    /// `info`, or `b64info`, which must hold JSON as well.
    byte @Nullable [] about() throws TokenException {
        JsonNode info = claims.get("info");
        if (info != null && !info.isNull()) {
            return info.toString().getBytes(StandardCharsets.UTF_8);
        }
        String encoded = text("b64info");
        if (encoded.isEmpty()) {
            return null;
        }
        try {
            return JSON.readTree(Base64.getDecoder().decode(encoded)).toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new TokenException(Why.WRONG, "b64info is no JSON in base64");
        }
    }

    /// `channels`, and the keys of `subs`.
    List<String> channels() throws TokenException {
        Set<String> channels = new LinkedHashSet<>(texts("channels"));
        JsonNode subs = claims.get("subs");
        if (subs != null && subs.isObject()) {
            channels.addAll(subs.propertyNames());
        }
        if (channels.size() > CHANNELS_MAX) {
            throw new TokenException(Why.WRONG,
                    "a token subscribes to %d channels at most".formatted(CHANNELS_MAX));
        }
        return List.copyOf(channels);
    }

    /// Empty if it is not there.
    String text(String name) throws TokenException {
        JsonNode value = claims.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw new TokenException(Why.WRONG, "the claim " + name + " is no text");
        }
        return value.stringValue();
    }

    /// One text, or several.
    private List<String> texts(String name) throws TokenException {
        JsonNode value = claims.get(name);
        if (value == null || !value.isArray()) {
            String one = text(name);
            return one.isEmpty() ? List.of() : List.of(one);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isString()) {
                throw new TokenException(Why.WRONG, "the claim " + name + " is no list of texts");
            }
            texts.add(each.stringValue());
        }
        return texts;
    }

    /// A time is in seconds since 1970, maybe with a fraction.
    private long timeMs(String name, long otherwise) throws TokenException {
        JsonNode value = claims.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new TokenException(Why.WRONG, "the claim " + name + " is no number");
        }
        double seconds = value.doubleValue();
        if (!(seconds >= 0 && seconds < 1e12)) {
            throw new TokenException(Why.WRONG,
                    "the claim " + name + " is no time in seconds since 1970");
        }
        return (long) (seconds * 1_000);
    }

    @Override
    public String toString() {
        return claims.toString();
    }
}
