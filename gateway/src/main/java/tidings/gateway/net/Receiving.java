package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A request whose body is on its way, and the answers that need no handler.
@OwnedBy(Owner.LOOP)
final class Receiving {
    private static final int MAX_AGE_SECONDS = 300;
    private static final int UNKNOWN_LENGTH_BYTES = 1024;

    private final RequestHead head;
    private final Router.@Nullable Route route;
    private final int bodyBytesMax;
    private byte[] body;
    private int count;

    Receiving(RequestHead head, Router.@Nullable Route route, int bodyBytesMax) {
        this.head = head;
        this.route = route;
        this.bodyBytesMax = bodyBytesMax;
        // What was announced is not reserved at once: it need not come.
        this.body = new byte[(int) Math.min(Math.max(0, head.contentLength()),
                UNKNOWN_LENGTH_BYTES)];
    }

    /// Why a body is not read at all; null if it is.
    static @Nullable Response refusal(RequestHead head, int bodyBytesMax) {
        if (head.contentLength() > bodyBytesMax) {
            return tooLarge(bodyBytesMax);
        }
        String expected = head.request().headers().get("expect");
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            return Response.text(417, "this expectation can't be met");
        }
        return null;
    }

    RequestHead head() {
        return head;
    }

    Router.@Nullable Route route() {
        return route;
    }

    boolean asksToGoOn() {
        return HttpUtil.is100ContinueExpected(head.request());
    }

    /// @return false if the body is longer than it may be
    boolean add(ByteBuf part) {
        int bytes = part.readableBytes();
        if (bytes > bodyBytesMax - count) {
            return false;
        }
        if (count + bytes > body.length) {
            body = Arrays.copyOf(body,
                    Math.min(bodyBytesMax, Math.max(body.length * 2, count + bytes)));
        }
        part.readBytes(body, count, bytes);
        count += bytes;
        return true;
    }

    int heldBytes() {
        return body.length;
    }

    byte[] body() {
        return count == body.length ? body : Arrays.copyOf(body, count);
    }

    Response tooLarge() {
        return tooLarge(bodyBytesMax);
    }

    /// What is answered without asking the route's handler: OPTIONS, and methods it doesn't have.
    /// Null if it is for the handler.
    static @Nullable Response ownAnswer(Router.@Nullable Route route, Request request,
            boolean fromBrowser) {
        if (route == null) {
            return null;
        }
        List<String> methods = switch (route) {
            case Router.Route.Plain plain -> withHead(plain.methods());
            case Router.Route.WebSocket _ -> List.of("GET");
        };
        if (request.method().equals("OPTIONS")) {
            return fromBrowser && request.header("access-control-request-method") != null
                    ? preflight(methods, request)
                    : Response.empty(204).with("Allow", allow(methods));
        }
        if (!methods.contains(request.method())) {
            return Response.text(405, "this path does not take this method")
                    .with("Allow", allow(methods));
        }
        return null;
    }

    /// The origin is allowed already, so the page may send what it asks to send.
    private static Response preflight(List<String> methods, Request request) {
        Response response = Response.empty(204)
                .with("Access-Control-Allow-Methods", String.join(", ", methods))
                .with("Access-Control-Max-Age", Integer.toString(MAX_AGE_SECONDS));
        String asked = request.header("access-control-request-headers");
        return asked == null || !isHeaderList(asked)
                ? response
                : response.with("Access-Control-Allow-Headers", asked);
    }

    private static boolean isHeaderList(String asked) {
        return asked.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ',' || c == ' ');
    }

    private static List<String> withHead(List<String> methods) {
        if (!methods.contains("GET") || methods.contains("HEAD")) {
            return methods;
        }
        List<String> more = new ArrayList<>(methods);
        more.add("HEAD");
        return more;
    }

    private static String allow(List<String> methods) {
        return String.join(", ", methods) + ", OPTIONS";
    }

    private static Response tooLarge(int bodyBytesMax) {
        return Response.text(413, "a body may have at most %d bytes here".formatted(bodyBytesMax));
    }
}
