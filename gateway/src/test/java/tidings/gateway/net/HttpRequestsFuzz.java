package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whatever is sent over HTTP is answered with the same bytes however it is cut into reads (or
/// refused however it is), never with an internal error, and every answer is a whole response.
public final class HttpRequestsFuzz {
    /// Reads of one byte make many parts of one body.
    private static final int PIPELINED_MAX = 100_000;
    private static final Pattern REFUSAL = Pattern.compile("HTTP/1\\.1 (400|414|431) [^\r]*\r\n"
            + "([^\r]+\r\n)*?Connection: close\r\n.*", Pattern.DOTALL);
    private static final String REFUSED = "refused";
    private static final HttpSettings SETTINGS = settings();
    private static final Router ROUTER = new Router()
            .prefix("/c/", List.of("GET", "POST"), 200, HttpRequestsFuzz::echo)
            .exact("/c", List.of("GET", "POST"), HttpRequestsFuzz::echo)
            .webSocket("/ws", (_, _) -> new WebSocketDoor.Answer.Refuse(
                    Response.text(403, "a good handshake")));

    private HttpRequestsFuzz() {}

    private static HttpSettings settings() {
        HttpSettings d = HttpSettings.DEFAULT;
        return new HttpSettings(256, 1_024, 20, 300, PIPELINED_MAX, d.requestTimeout(),
                d.idleTimeout());
    }

    /// What it says can't be taken for another answer.
    private static void echo(Exchange exchange) {
        Request request = exchange.request();
        String name;
        try {
            name = Percent.decode(request.path());
        } catch (MalformedException e) {
            exchange.respond(Response.text(400, String.valueOf(e.getMessage())));
            return;
        }
        exchange.respond(Response.text(200, "%s %s %s %s %s %s".formatted(request.method(),
                name.length(), request.query().get("channel"), request.mediaType(),
                request.list("tidings-tags"), Arrays.hashCode(request.body()))
                .replace("HTTP/", "http/")));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String said = text(answers(input, input.length));
        for (int step : new int[]{1, 2, 7, 64}) {
            String pieces = text(answers(input, step));
            if (!agree(refused(said), refused(pieces))) {
                throw new AssertionError(
                        "by %d bytes: %s instead of %s".formatted(step, pieces, said));
            }
        }
        if (!said.isEmpty() && !said.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("no response: " + said);
        }
        if (said.contains("HTTP/1.1 500")) {
            throw new AssertionError("an internal error: " + said);
        }
    }

    /// What breaks off is refused already, or waits for its rest.
    private static boolean agree(String one, String other) {
        return one.equals(other) || other.equals(one + REFUSED) || one.equals(other + REFUSED);
    }

    /// What breaks two rules is refused for one or for the other.
    private static String refused(String said) {
        return REFUSAL.matcher(said).replaceFirst(REFUSED);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] answers(byte[] input, int step) {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            Pipeline.assemble(embedded.socket, embedded.loop, new HttpServer(ROUTER,
                    OriginPolicy.loopback(Set.of()), SETTINGS, OutboxSettings.DEFAULT,
                    new AddressCounts(0)));
            for (int at = 0; at < input.length && embedded.socket.isOpen(); at += step) {
                int bytes = Math.min(step, input.length - at);
                ByteBuf piece = embedded.socket.alloc().heapBuffer(bytes);
                embedded.socket.writeInbound(piece.writeBytes(input, at, bytes));
                embedded.run();
            }
            for (ByteBuf out = embedded.socket.readOutbound(); out != null; out = embedded.socket
                    .readOutbound()) {
                byte[] bytes = new byte[out.readableBytes()];
                out.readBytes(bytes).release();
                answers.writeBytes(bytes);
            }
            if (!embedded.stops.isEmpty()) {
                throw new AssertionError("it would have stopped", embedded.stops.getFirst());
            }
        }
        return answers.toByteArray();
    }
}
