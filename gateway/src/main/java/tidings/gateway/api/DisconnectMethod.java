package tidings.gateway.api;

import java.util.HashSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.session.SessionSelector;
import tools.jackson.databind.JsonNode;

/// `disconnect`: `user`, `client` (one session), `whitelist` (sessions that stay), `disconnect`
/// `{code, reason}` → `{}` when every session was looked at. Without a code the sessions are told
/// 3503, not to come back.
final class DisconnectMethod implements ApiMethod {
    private static final int FORCE_DISCONNECT = 3503;
    private static final int REASON_BYTES_MAX = 123;

    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ApiRequest request = call.request();
        JsonNode how = request.object("disconnect");
        int code = how == null ? FORCE_DISCONNECT : code(how.get("code"));
        String given = how == null ? "" : ApiRequest.text(how.get("reason"), "disconnect.reason");
        String reason = given.isEmpty() ? "force disconnect" : given;
        if (reason.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            throw ApiException
                    .badRequest(
                            "disconnect.reason has at most %d bytes".formatted(REASON_BYTES_MAX));
        }
        call.services().tidings().disconnect(selector(request), code, reason).thenAccept(
                _ -> reply.accept(new ApiReply.Result(ApiRequest.MAPPER.createObjectNode())));
    }

    /// The empty user is everybody who is anonymous, and must be meant: it has to be given.
    static SessionSelector selector(ApiRequest request) throws ApiException {
        if (!request.has("user")) {
            throw ApiException.badRequest("user is required (\"\" is all anonymous sessions)");
        }
        String client = request.text("client");
        return new SessionSelector(request.text("user"), client.isEmpty() ? null : client,
                new HashSet<>(request.texts("whitelist")));
    }

    private static int code(@Nullable JsonNode node) throws ApiException {
        int code = node == null || !node.isIntegralNumber() || !node.canConvertToInt()
                ? 0
                : node.asInt();
        if (code < 3000 || code > 4999) {
            throw ApiException.badRequest(
                    "disconnect.code is 3000 to 4999 (from 3500 and from 4500: not to come back)");
        }
        return code;
    }
}
