package tidings.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.PublishOutcome;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.Request;
import tidings.gateway.net.Response;
import tidings.gateway.payload.PayloadClassifier;
import tidings.gateway.payload.Utf8;
import tidings.log.IdempotencyKey;
import tidings.log.Message;

/// `POST /c/<channel>`: the body is the payload.
///
/// `Content-Type` is kept; `Idempotency-Key` makes a repeat safe; `Tidings-Tags: k=v, k=v` are the
/// message's tags. Answers `{"epoch","offset"}` once the entry is in the log, with
/// `"duplicate":true` for a repeat; `{}` where the channel keeps no log.
final class PublishRequest {
    /// What `curl -d` says of any body: no declaration.
    private static final String FORM = "application/x-www-form-urlencoded";

    private PublishRequest() {}

    static void onRequest(ChannelDoor.ChannelRequest to) {
        Request request = to.request();
        Map<String, String> tags;
        IdempotencyKey key;
        try {
            tags = tags(request);
            key = key(to.identity(), request.header("idempotency-key"));
        } catch (IllegalArgumentException e) {
            to.refuseBadRequest(e);
            return;
        }
        String given = request.header("content-type");
        String type = given == null || request.mediaType().equals(FORM) ? null : text(given);
        Message message = new Message(request.body(),
                PayloadClassifier.classify(request.body(), type), type, tags,
                to.identity().authenticated() ? to.identity().sender() : null);
        Refusal refusal = to.publisher().publish(to.identity(), to.channel(), message, key, false,
                outcome -> answer(to, outcome));
        if (refusal != null) {
            to.refuse(refusal);
        }
    }

    private static void answer(ChannelDoor.ChannelRequest to, PublishOutcome outcome) {
        Exchange exchange = to.exchange();
        switch (outcome) {
            case PublishOutcome.Stored(var position, boolean duplicate, _, _) -> {
                JsonText json = new JsonText().open().field("epoch", position.epoch())
                        .field("offset", position.offset());
                if (duplicate) {
                    json.field("duplicate", true);
                }
                exchange.respond(Response.json(200, json.close().bytes()));
            }
            case PublishOutcome.Relayed _ -> exchange.respond(Response.json(200, "{}"));
            case PublishOutcome.Refused(var refusal) -> to.refuse(refusal);
            case PublishOutcome.Unknown(var reason) -> exchange
                    .respond(HttpRefusals.unknownOutcome(reason));
        }
    }

    static @Nullable IdempotencyKey key(Identity who, @Nullable String header) {
        if (header == null) {
            return null;
        }
        if (header.isEmpty() || header.length() > IdempotencyKey.LENGTH_MAX) {
            throw new IllegalArgumentException("an Idempotency-Key has 1 to %d characters, not %d"
                    .formatted(IdempotencyKey.LENGTH_MAX, header.length()));
        }
        return new IdempotencyKey(
                who.authenticated() ? "user:" + who.user().id() : "anonymous", header);
    }

    static Map<String, String> tags(Request request) {
        List<String> pairs = request.list("tidings-tags");
        if (pairs.isEmpty()) {
            return Map.of();
        }
        if (pairs.size() > Message.TAGS_MAX) {
            throw new IllegalArgumentException("a message has at most %d tags, not %d"
                    .formatted(Message.TAGS_MAX, pairs.size()));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (String each : pairs) {
            String pair = text(each);
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "Tidings-Tags looks like 'key=value, key=value'; this is no pair: " + pair);
            }
            tags.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return tags;
    }

    /// Most clients send UTF-8 in a header, browsers ISO 8859-1.
    ///
    /// @param header a character for each of its bytes
    private static String text(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        return Utf8.isValid(bytes, 0, bytes.length)
                ? new String(bytes, StandardCharsets.UTF_8)
                : header;
    }
}
