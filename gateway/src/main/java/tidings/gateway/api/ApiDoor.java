package tidings.gateway.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.Tidings;
import tidings.core.refusal.Refusal;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.HttpHandler;
import tidings.gateway.net.Request;
import tidings.gateway.net.Response;
import tidings.gateway.net.Router;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/<method>`, and the old form `POST /api` with `{"method","params"}`.
///
/// A key comes as `X-API-Key: k`, `Authorization: apikey k` or `?api_key=k`. Errors are answered
/// with status 200 unless the request says `X-Centrifugo-Error-Mode: transport`.
public final class ApiDoor implements HttpHandler {
    private static final String PREFIX = "/api/";

    private final Tidings tidings;
    private final ApiSettings settings;
    private final Map<String, ApiMethod> methods;

    private ApiDoor(Tidings tidings, ApiSettings settings) {
        this.tidings = tidings;
        this.settings = settings;
        this.methods = Map.of("publish", new PublishMethod(), "broadcast", new BroadcastMethod(),
                "history", new HistoryMethod(), "history_remove", new HistoryRemoveMethod(),
                "presence", new PresenceMethod(), "presence_stats", new PresenceStatsMethod(),
                "channels", new ChannelsMethod(), "info", new NodesMethod(), "disconnect",
                new DisconnectMethod(), "unsubscribe", new UnsubscribeMethod());
    }

    public static void addTo(Router router, Tidings tidings, ApiSettings settings) {
        ApiDoor door = new ApiDoor(tidings, settings);
        router.prefix(PREFIX, List.of("POST"), settings.bodyBytesMax(), door);
        router.exact("/api", List.of("POST"), settings.bodyBytesMax(), door);
    }

    @Override
    public void onRequest(Exchange exchange) {
        Request request = exchange.request();
        if (!mayEnter(request)) {
            exchange.respond(Response.json(401,
                    "{\"error\":{\"code\":101,\"message\":\"unauthorized: an API key is needed\"}}"));
            return;
        }
        boolean transport = "transport".equals(request.header("x-centrifugo-error-mode"));
        try {
            ApiRequest body = ApiRequest.parse(request.body(), settings.names());
            String name = request.path().startsWith(PREFIX)
                    ? request.path().substring(PREFIX.length())
                    : body.required("method");
            if (!request.path().startsWith(PREFIX)) {
                byte[] params = body.raw("params");
                body = ApiRequest.parse(params == null ? new byte[0] : params, settings.names());
            }
            ApiMethod method = methods.get(name);
            if (method == null) {
                exchange.respond(Response.json(404,
                        "{\"error\":{\"code\":104,\"message\":\"method not found\"}}"));
                return;
            }
            method.call(new ApiMethod.Call(body, tidings.loops().get(exchange.loop().index()),
                    settings),
                    reply -> exchange.loop()
                            .execute(() -> onReply(exchange, reply, transport)));
        } catch (ApiException e) {
            onReply(exchange, new ApiReply.Failed(e.refusal()), transport);
        }
    }

    private void onReply(Exchange exchange, ApiReply reply, boolean transport) {
        if (reply instanceof ApiReply.Failed(Refusal refusal)) {
            tidings.loops().get(exchange.loop().index()).fanOut().counters().onRefused(refusal);
        }
        exchange.respond(response(reply, transport));
    }

    private boolean mayEnter(Request request) {
        if (settings.keys().isEmpty()) {
            return settings.open();
        }
        String given = given(request);
        if (given == null || given.isBlank()) {
            return false; // also if somebody configured such a key
        }
        boolean known = false;
        for (String key : settings.keys()) {
            // All are compared, each in constant time.
            known |= MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8),
                    given.getBytes(StandardCharsets.UTF_8));
        }
        return known;
    }

    private static @Nullable String given(Request request) {
        String header = request.header("x-api-key");
        if (header != null) {
            return header;
        }
        String authorization = request.header("authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "apikey ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        return request.query().get("api_key");
    }

    private static Response response(ApiReply reply, boolean transport) {
        ObjectNode body = ApiRequest.MAPPER.createObjectNode();
        int status = 200;
        switch (reply) {
            case ApiReply.Result(var result) -> body.set("result", result);
            case ApiReply.Failed(Refusal refusal) -> {
                ApiErrors.ApiError error = ApiErrors.of(refusal);
                write(body, error);
                status = transport ? error.status() : 200;
            }
            case ApiReply.Unknown unknown -> {
                ApiErrors.ApiError error = ApiErrors.of(unknown);
                write(body, error);
                status = transport ? error.status() : 200;
            }
        }
        return Response.json(status, ApiRequest.MAPPER.writeValueAsBytes(body));
    }

    static void write(ObjectNode to, ApiErrors.ApiError error) {
        to.putObject("error").put("code", error.code()).put("message", error.message());
    }
}
