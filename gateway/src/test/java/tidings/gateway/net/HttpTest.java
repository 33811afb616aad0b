package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

// A text block would hide which line ends are CRLF.
@SuppressWarnings("StringConcatToTextBlock")
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpTest {
    private static final int LARGE = 4 << 20;

    private final AtomicInteger large = new AtomicInteger();
    private final List<Exchange> held = new CopyOnWriteArrayList<>();
    private TestNet net = new TestNet(new Router());

    @BeforeAll
    void start() {
        net.close();
        net = new TestNet(new Router()
                .exact("/echo", List.of("GET", "POST"), HttpTest::echo)
                .exact("/small", List.of("POST"), 10, HttpTest::echo)
                .prefix("/c/", List.of("GET", "POST"),
                        x -> x.respond(Response.text(200, x.request().path())))
                .prefix("/c/deeper/", List.of("GET"), x -> x.respond(Response.text(200, "deeper")))
                .exact("/hold", List.of("GET"), held::add)
                .exact("/throw", List.of("GET"), _ -> {
                    throw new IllegalStateException("on purpose, in a test");
                })
                .exact("/large", List.of("GET"), x -> {
                    large.incrementAndGet();
                    x.respond(Response.text(200, "x".repeat(LARGE)));
                })
                .exact("/empty", List.of("GET"), x -> x.respond(Response.empty(204)))
                .webSocket("/ws", (_, _) -> new WebSocketDoor.Answer.Refuse(
                        Response.text(403, "closed"))),
                HttpSettings.DEFAULT, OutboxSettings.DEFAULT, Transport.AUTO, 1);
    }

    @AfterAll
    void stop() {
        net.close();
    }

    static void echo(Exchange exchange) {
        Request request = exchange.request();
        exchange.respond(Response.text(200, request.method() + " "
                + request.query().get("q", "-") + " " + request.mediaType() + " "
                + new String(request.body(), StandardCharsets.UTF_8)));
    }

    private String ask(String request) {
        try (RawPeer peer = net.connect()) {
            return peer.send(request).readResponse();
        }
    }

    @Test
    void aRequestIsAnswered() {
        assertThat(ask("POST /echo?q=a%20b+c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                + "Content-Type: Text/Plain; charset=x\r\n\r\nhi"))
                .startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nPOST a b c text/plain hi\n");
    }

    @Test
    void aChunkedBodyIsPutTogether() {
        assertThat(
                ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"))
                .endsWith("POST -  abcde\n");
    }

    private static RawPeer shut(RawPeer peer) {
        try {
            peer.socket.shutdownOutput();
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoShutsItsSideIsAnsweredWhatItAsked(Transport transport) {
        Assumptions.assumeTrue(TestNet.transports().anyMatch(transport::equals));
        List<Exchange> waiting = new CopyOnWriteArrayList<>();
        try (TestNet other = new TestNet(new Router()
                .exact("/echo", List.of("GET", "POST"), HttpTest::echo)
                .exact("/large", List.of("GET"),
                        x -> x.respond(Response.text(200, "x".repeat(LARGE))))
                .exact("/wait", List.of("GET"), waiting::add),
                HttpSettings.DEFAULT, OutboxSettings.DEFAULT, transport, 1)) {
            for (int n = 0; n < 10; n++) {
                assertThat(shut(other.connect().get("/echo?q=1")).readTextToEnd())
                        .startsWith("HTTP/1.1 200 OK\r\n").endsWith("GET 1  \n");
            }
            assertThat(shut(other.connect().get("/large")).readToEnd()).hasSizeGreaterThan(LARGE);
            assertThat(shut(other.connect().get("/echo?q=1").get("/large").get("/echo?q=2"))
                    .readTextToEnd()).contains("GET 1  \n").endsWith("GET 2  \n");
            RawPeer late = shut(other.connect().get("/wait").get("/echo?q=3"));
            await().until(() -> !waiting.isEmpty());
            LockSupport.parkNanos(50_000_000);
            other.inLoop(() -> {
                waiting.getFirst().respond(Response.text(200, "late"));
                return "";
            });
            assertThat(late.readTextToEnd()).contains("late\n").endsWith("GET 3  \n");
            assertThat(shut(other.connect()).readToEnd()).isEmpty();
            assertThat(shut(other.connect().send("POST /echo HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Length: 10\r\n\r\nhalf")).readToEnd()).isEmpty();
            RawPeer known = other.connect().get("/echo");
            assertThat(known.readResponse()).startsWith("HTTP/1.1 200 ");
            assertThat(shut(known).readToEnd()).isEmpty();
            await().untilAsserted(() -> assertThat(other.inLoop(() -> {
                NetCounters counters = other.loop().counters();
                return counters.connectionsOpened - counters.connectionsClosed;
            })).isZero());
        }
    }

    @Test
    void pathsAreComparedAsTheyWereSent() {
        assertThat(net.connect().get("/c/a%2Fb//./..").readResponse()).endsWith("/c/a%2Fb//./..\n");
        assertThat(net.connect().get("/c/deeper/x").readResponse()).endsWith("deeper\n");
        assertThat(net.connect().get("/%65cho").readResponse()).startsWith("HTTP/1.1 404 ");
        assertThat(net.connect().get("/c").readResponse()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void everySplitAtEveryByteGivesTheSame() {
        byte[] request = ("POST /echo?q=1 HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (RawPeer peer = net.connect()) {
            String expected = peer.send(request).readResponse();
            for (int at = 1; at < request.length; at++) {
                peer.send(java.util.Arrays.copyOf(request, at));
                peer.send(java.util.Arrays.copyOfRange(request, at, request.length));
                assertThat(peer.readResponse()).isEqualTo(expected);
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        held.clear();
        try (RawPeer peer = net.connect()) {
            peer.get("/hold").get("/echo?q=1").get("/echo?q=2").get("/hold").get("/echo?q=3");
            await().until(() -> held.size() == 1);
            held.getFirst().respond(Response.text(200, "first"));
            assertThat(peer.readResponse()).endsWith("first\n");
            assertThat(peer.readResponse()).contains("GET 1 ");
            assertThat(peer.readResponse()).contains("GET 2 ");
            await().until(() -> held.size() == 2);
            held.get(1).respond(Response.text(200, "second"));
            assertThat(peer.readResponse()).endsWith("second\n");
            assertThat(peer.readResponse()).contains("GET 3 ");
        }
    }

    @Test
    void theNextRequestWaitsUntilTheAnswersBeforeItAreTaken() {
        large.set(0);
        try (RawPeer peer = net.connect()) {
            peer.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5));
            await().until(() -> large.get() == 1);
            // Others are served meanwhile: there was time for all five.
            ask("GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(large).hasValue(1);
            for (int n = 0; n < 5; n++) {
                assertThat(peer.readResponse()).endsWith("xxx\n").hasSizeGreaterThan(LARGE);
            }
            assertThat(large).hasValue(5);
        }
    }

    /// It takes its time, and is not idle: something of it moves.
    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close"})
    void aLargeAnswerHasTheTimeItsReaderNeeds(String connection) {
        HttpSettings hasty = TestNet.patience(Duration.ofMillis(300), Duration.ofMillis(300));
        Router router = new Router().exact("/large", List.of("GET"),
                x -> x.respond(Response.text(200, "x".repeat(LARGE))));
        try (TestNet slow = new TestNet(router, hasty, OutboxSettings.DEFAULT, Transport.AUTO, 1);
                RawPeer peer = new RawPeer(slow.listener.port(), 64 * 1024)) {
            peer.send("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                    + "\r\n\r\n");
            peer.readHead();
            for (int n = 0; n < 16; n++) {
                peer.readBytes(LARGE / 16);
                LockSupport.parkNanos(150_000_000);
            }
            assertThat(peer.readTextToEnd()).isEqualTo("\n");
        }
    }

    @Test
    void pipeliningIsBounded() {
        held.clear();
        try (RawPeer peer = net.connect()) {
            String many = "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
            peer.get("/hold").send(many);
            assertThat(peer.readTextToEnd()).isEmpty();
        } catch (java.io.UncheckedIOException e) {
            // A reset is as good: there was more to read when it was closed.
        }
    }

    /// One that has only said its last word may still wait for its answer.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerToAPeerThatIsGoneIsDropped(boolean reset) throws SocketException {
        held.clear();
        RawPeer peer = net.connect().get("/hold");
        await().until(() -> held.size() == 1);
        long closed = net.inLoop(() -> net.loop().counters().connectionsClosed);
        peer.socket.setSoLinger(reset, 0);
        peer.close();
        if (reset) {
            await().until(() -> net.inLoop(() -> net.loop().counters().connectionsClosed) > closed);
        }
        held.getFirst().respond(Response.text(200, "too late"));
        await().until(() -> net.inLoop(() -> net.loop().counters().connectionsClosed) > closed);
        assertThat(net.connect().get("/empty").readResponse()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void aHandlerThatThrowsEndsOneConnection() {
        try (RawPeer other = net.connect(); RawPeer peer = net.connect()) {
            assertThat(peer.get("/throw").readTextToEnd()).startsWith("HTTP/1.1 500 ");
            assertThat(other.get("/echo").readResponse()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void headIsGetWithoutTheBody() {
        try (RawPeer peer = net.connect()) {
            assertThat(peer.send("HEAD /echo HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead())
                    .startsWith("HTTP/1.1 200 OK").contains("Content-Length: 9\r\n");
            assertThat(peer.get("/empty").readHead()).startsWith("HTTP/1.1 204 ")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void http10IsServedAndClosedUnlessItAsks() {
        assertThat(net.connect().send("GET /echo HTTP/1.0\r\n\r\n").readTextToEnd())
                .startsWith("HTTP/1.1 200 ").contains("Connection: close");
        try (RawPeer peer = net.connect()) {
            String keep = "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            assertThat(peer.send(keep).readResponse()).contains("Connection: keep-alive");
            assertThat(peer.send(keep).readResponse()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aConnectionThatAsksToBeClosedIsClosedAfterItsAnswer() {
        assertThat(net.connect().send("GET /echo HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\r\n").readTextToEnd()).startsWith("HTTP/1.1 200 ")
                .contains("Connection: close");
    }

    @Test
    void otherMethodsAreToldWhichThereAre() {
        assertThat(ask("DELETE /small HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ").contains("Allow: POST, OPTIONS\r\n");
        assertThat(ask("OPTIONS /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 204 ").contains("Allow: GET, POST, HEAD, OPTIONS\r\n");
    }

    @Test
    void expectationsAreMetOrRefused() {
        try (RawPeer peer = net.connect()) {
            peer.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            assertThat(peer.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(peer.send("ok").readResponse()).endsWith(" ok\n");
        }
        assertThat(ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                + "Expect: more\r\n\r\n")).startsWith("HTTP/1.1 417 ");
    }

    @Test
    void bodiesAreBounded() {
        String head = "POST /small HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(ask(head + "Content-Length: 10\r\n\r\n0123456789")).startsWith("HTTP/1.1 200 ");
        assertThat(ask(head + "Content-Length: 11\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(ask(head + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(ask(head + "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chunked and a length         | POST /echo HTTP/1.1~Host: localhost~Content-Length: 3~Transfer-Encoding: chunked~~0~~
            chunked in HTTP/1.0          | POST /echo HTTP/1.0~Host: localhost~Transfer-Encoding: chunked~~0~~
            chunked not last             | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked, gzip~~0~~
            another coding               | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: identity~~
            two lengths                  | POST /echo HTTP/1.1~Host: localhost~Content-Length: 1~Content-Length: 2~~ab
            a signed length              | POST /echo HTTP/1.1~Host: localhost~Content-Length: +1~~a
            a negative length            | POST /echo HTTP/1.1~Host: localhost~Content-Length: -1~~a
            a bare LF in the head        | GET /echo HTTP/1.1^Host: localhost^^
            a bare LF between headers    | GET /echo HTTP/1.1~Host: localhost^X: y~~
            a space before the colon     | GET /echo HTTP/1.1~Host : localhost~~
            no host                      | GET /echo HTTP/1.1~X: y~~
            two hosts                    | GET /echo HTTP/1.1~Host: localhost~Host: localhost~~
            a host with a user           | GET /echo HTTP/1.1~Host: a@localhost~~
            a host with a path           | GET /echo HTTP/1.1~Host: localhost/x~~
            a host with a bad port       | GET /echo HTTP/1.1~Host: localhost:99999~~
            absolute form                | GET http://localhost/echo HTTP/1.1~Host: localhost~~
            authority form               | CONNECT localhost:80 HTTP/1.1~Host: localhost~~
            no path                      | GET echo HTTP/1.1~Host: localhost~~
            two origins                  | GET /echo HTTP/1.1~Host: localhost~Origin: http://localhost~Origin: http://localhost~~
            a negative chunk             | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~-1~~
            a huge chunk                 | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~fffffffff~~
            a chunk longer than it says  | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~1~abc~0~~
            a bare LF in a chunk's size  | POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~1^a~0~~
            not HTTP                     | hello~~
            """)
    void p7_malformedRequestsAreRefusedAndClosed(String what, String request) {
        String raw = request.replace("~", "\r\n").replace("^", "\n");
        refused(what, raw);
    }

    /// 501 where it is clear how the body ends, 400 where it is not (RFC 9112 §6.1, §6.3).
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            501 | gzip, chunked
            501 | gzip~Transfer-Encoding: chunked
            501 | x, chunked
            400 | identity
            400 | chunked, gzip
            400 | chunked, chunked
            400 | chunked;q=1
            400 | chunked~Transfer-Encoding: chunked
            """)
    void p7_transferCodingsOtherThanChunkedAreRefusedAndClosed(String status, String codings) {
        refused(status, codings, "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                + codings.replace("~", "\r\n") + "\r\n\r\n0\r\n\r\n");
    }

    @Test
    void p7_controlBytesAreRefused() {
        refused("before", "\u0001GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
        refused("NUL before", "\u0000\u0000GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
        refused("in a header", "GET /echo HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n");
        refused("in a name", "GET /echo HTTP/1.1\r\nHost: localhost\r\nX\u0001: a\r\n\r\n");
        refused("in the path", "GET /ec\u0001ho HTTP/1.1\r\nHost: localhost\r\n\r\n");
        refused("in the method", "G\u0001T /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
        refused("bare CR", "GET /echo HTTP/1.1\r\nHost: localhost\r\nX: a\rY: b\r\n\r\n");
        refused("not ASCII", "GET /ech\u00f6 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /// A wrong query is no wrong framing: the connection goes on.
    @Test
    void queriesThatCannotBeReadAreRefused() {
        try (RawPeer peer = net.connect()) {
            for (String query : new String[]{"q=%ff", "q=%4", "q=%", "q=%zz", "%c0%80=1"}) {
                assertThat(peer.get("/echo?" + query).readResponse()).startsWith("HTTP/1.1 400 ");
            }
            assertThat(peer.get("/echo?q=%e2%82%ac&&=&x").readResponse()).contains("GET \u20ac ");
        }
    }

    private void refused(String what, String raw) {
        refused("400", what, raw);
    }

    private void refused(String status, String what, String raw) {
        try (RawPeer peer = net.connect()) {
            // Something valid behind it must never be answered.
            String all = peer.send(raw + "GET /c/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readTextToEnd();
            assertThat(all).as(what).startsWith("HTTP/1.1 " + status + " ")
                    .doesNotContain("smuggled");
        }
    }

    @Test
    void p7_headsAreBounded() {
        assertThat(ask("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(
                ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(17_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(101) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(3000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 505 ");
    }

    /// A head or the end of a body in chunks, and nothing after these lines.
    @ParameterizedTest
    @ValueSource(strings = {"431 GET /echo HTTP/1.1~Host: localhost~",
            "400 POST /echo HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~0~"})
    void p7_headersAreCountedAsTheyCome(String row) {
        String begun = row.substring(4).replace("~", "\r\n");
        int before = row.startsWith("431") ? 1 : 2;
        int max = HttpSettings.DEFAULT.headersMax();
        assertThat(ask(begun + "a:\r\n".repeat(max - before) + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
        // The one that is too many is known by the line after it.
        try (RawPeer peer = net.connect()) {
            assertThat(peer.send(begun + "a:\r\n".repeat(max - before + 2)).readTextToEnd())
                    .startsWith("HTTP/1.1 " + row.substring(0, 4));
        }
    }

    /// Also where the line's end comes in two reads.
    @Test
    void aRequestLineIsBoundedToTheByte() {
        int max = HttpSettings.DEFAULT.requestLineBytesMax();
        for (int bytes : new int[]{max, max + 1}) {
            String line = "GET /echo?" + "a".repeat(bytes - "GET /echo? HTTP/1.1".length())
                    + " HTTP/1.1";
            String rest = "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            String expected = bytes == max ? "HTTP/1.1 200 " : "HTTP/1.1 414 ";
            assertThat(ask(line + rest)).startsWith(expected);
            try (RawPeer peer = net.connect()) {
                peer.send(line + rest.substring(0, 1));
                LockSupport.parkNanos(50_000_000);
                assertThat(peer.send(rest.substring(1)).readTextToEnd()).startsWith(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost:3000", "https://127.0.0.1:1",
            "http://[::1]:8000", "http://app.localhost", "http://127.9.9.9"})
    void loopbackOriginsAreAllowed(String origin) {
        assertThat(ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                + "\r\nContent-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 200 ")
                .contains("Access-Control-Allow-Origin: " + origin + "\r\n", "Vary: Origin\r\n");
    }

    /// P9, at a plain write, at a read, at a preflight and at a handshake.
    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.com", "http://localhost.evil.com",
            "http://127.0.0.1.evil.com", "http://evil.com#localhost", "http://localhost@evil.com",
            "file://", "http://127.evil.com", "localhost", "http://", "http://[::1", "http://::1",
            "http://10.0.0.1", "http://localhost/", "ws://localhost"})
    void p9_otherOriginsAreRefusedAtEveryDoor(String origin) {
        String headers = "Host: localhost\r\nOrigin: " + origin + "\r\n";
        assertThat(ask("POST /echo HTTP/1.1\r\n" + headers + "Content-Length: 1\r\n\r\na"))
                .startsWith("HTTP/1.1 403 ").doesNotContain("Access-Control", origin);
        assertThat(ask("GET /echo HTTP/1.1\r\n" + headers + "\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("OPTIONS /echo HTTP/1.1\r\n" + headers
                + "Access-Control-Request-Method: POST\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        try (RawPeer peer = net.connect()) {
            peer.sendHandshake("/ws", "Origin: " + origin + "\r\n");
            assertThat(peer.readResponse()).startsWith("HTTP/1.1 403 ").contains("origin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.com", "localhost.evil.com", "127.0.0.1.evil.com:8000",
            "10.0.0.1"})
    void p9_otherHostsAreRefusedWhileBoundToLoopback(String host) {
        assertThat(ask("GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask("GET /echo HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host
                + "\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aPreflightSaysWhatIsAllowed() {
        assertThat(
                ask("OPTIONS /echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\n"
                        + "Access-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: content-type, x-api-key\r\n\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: http://localhost:5173\r\n",
                        "Access-Control-Allow-Methods: GET, POST, HEAD\r\n",
                        "Access-Control-Allow-Headers: content-type, x-api-key\r\n",
                        "Access-Control-Max-Age: 300\r\n");
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() {
        HttpSettings hasty = TestNet.patience(Duration.ofMillis(300), Duration.ofMillis(300));
        Router router = new Router().exact("/echo", List.of("POST"), HttpTest::echo);
        try (TestNet slow = new TestNet(router, hasty, OutboxSettings.DEFAULT, Transport.AUTO, 1);
                RawPeer nothing = slow.connect();
                RawPeer half = slow.connect();
                RawPeer head = slow.connect();
                RawPeer trickle = slow.connect();
                RawPeer idle = slow.connect()) {
            half.send("POST /ec");
            head.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");
            idle.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(idle.readResponse()).startsWith("HTTP/1.1 200 ");
            CompletableFuture<String> answer = CompletableFuture
                    .supplyAsync(trickle::readTextToEnd);
            String request = "POST /echo HTTP/1.1\r\nHost: localhost\r\nX: ";
            trickle.send(request);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                if (!answer.isDone()) {
                    trickle.send("x");
                }
                return answer.isDone();
            });
            assertThat(answer.join()).startsWith("HTTP/1.1 408 ");
            assertThat(half.readTextToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(head.readTextToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(nothing.readTextToEnd()).isEmpty();
            assertThat(idle.readTextToEnd()).isEmpty();
        }
    }
}
