package tidings.gateway.net;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's line and headers, once they passed what is the same for every request.
///
/// @param path raw, without the query
/// @param rawQuery without its `?`; empty if there is none
/// @param origin the `Origin` header, allowed; null if there is none
/// @param contentLength -1 if it is not known
record RequestHead(HttpRequest request, String path, String rawQuery, @Nullable String origin,
        long contentLength, boolean keepAlive) {

    /// A head, or the response that refuses it. A refusal ends the connection: what follows the
    /// head can't be trusted.
    sealed interface Checked {
        record Fine(RequestHead head) implements Checked {}

        record Refused(Response response) implements Checked {}
    }

    static Checked check(HttpRequest request, HttpSettings settings, OriginPolicy origins) {
        if (request.decoderResult().isFailure()) {
            return new Checked.Refused(refusal(request.decoderResult(), settings));
        }
        int line = request.method().name().length() + 1 + request.uri().length() + 1
                + request.protocolVersion().text().length();
        if (line > settings.requestLineBytesMax()) {
            return new Checked.Refused(lineTooLong());
        }
        HttpVersion version = request.protocolVersion();
        boolean http11 = version.equals(HttpVersion.HTTP_1_1);
        if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
            return refused(505, "this server speaks HTTP/1.1");
        }
        String target = request.uri();
        if (!target.startsWith("/") || !isVisibleAscii(target) || target.indexOf('#') >= 0) {
            return refused(400, "a request target is a path that begins with /");
        }
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !(codings.size() == 1
                && codings.getFirst().strip().equalsIgnoreCase("chunked"))) {
            return refused(501, "the only transfer coding here is chunked");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        Authority host = hosts.size() == 1 ? Authority.parse(hosts.getFirst()) : null;
        if (host == null && (http11 || !hosts.isEmpty())) {
            return refused(400, "a request needs one Host header with a host and maybe a port");
        }
        List<String> given = request.headers().getAll(HttpHeaderNames.ORIGIN);
        if (given.size() > 1) {
            return refused(400, "a request has at most one Origin");
        }
        String origin = given.isEmpty() ? null : given.getFirst();
        // HTTP/1.0 without Host: no browser, so no page to protect; it can't pass for one either.
        String refusal = origins.refusal(origin, host == null ? NO_HOST : host);
        if (refusal != null && (host != null || origin != null)) {
            return refused(403, refusal);
        }
        int question = target.indexOf('?');
        return new Checked.Fine(new RequestHead(request,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1), origin,
                HttpUtil.getContentLength(request, -1L), HttpUtil.isKeepAlive(request)));
    }

    private static final Authority NO_HOST = new Authority("-", -1);

    private static Response refusal(DecoderResult result, HttpSettings settings) {
        return switch (result.cause()) {
            case TooLongHttpLineException _ -> lineTooLong();
            case TooLongHttpHeaderException _ -> Response.text(431,
                    "a request may have at most %d headers, and %d bytes of them"
                            .formatted(settings.headersMax(), settings.headerBytesMax()));
            case null, default -> Response.text(400, "this is not an HTTP/1.1 request");
        };
    }

    private static Response lineTooLong() {
        return Response.text(414, "the request line is too long");
    }

    private static Checked refused(int status, String why) {
        return new Checked.Refused(Response.text(status, why));
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
