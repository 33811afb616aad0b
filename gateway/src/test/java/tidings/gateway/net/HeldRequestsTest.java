package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept of requests that are not whole, or not answered.
// A text block would hide which line ends are CRLF.
@SuppressWarnings("StringConcatToTextBlock")
@ExtendWith(LeakCheck.class)
class HeldRequestsTest {
    /// @param bytes that may be kept for all connections
    private static TestNet bounded(Router router, long bytes) {
        return new TestNet(router, HttpSettings.DEFAULT, OutboxSettings.DEFAULT, Transport.AUTO, 1,
                new ConnectionSettings(1_000, 0, bytes, 9));
    }

    /// Of heads, and of requests that wait behind an unanswered one.
    @ParameterizedTest
    @ValueSource(strings = {"", "GET /hold HTTP/1.1~Host: localhost~~",
            "GET /hold HTTP/1.1~Host: localhost~~GET /echo HTTP/1.1~Host: localhost~~"})
    void p7_headsThatAreNotWholeAreBoundedTogether(String before) {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        Router router = new Router().exact("/echo", List.of("GET", "POST"), HttpTest::echo)
                .exact("/hold", List.of("GET"), held::add);
        String begun = before.replace("~", "\r\n") + "GET /echo HTTP/1.1\r\nHost: localhost\r\nX: ";
        String most = "x".repeat(12_000);
        String large = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(most.length(), most);
        List<RawPeer> peers = new ArrayList<>();
        try (TestNet few = bounded(router, 100_000); RawPeer neighbour = few.connect()) {
            for (int n = 1; n <= 10; n++) {
                RawPeer peer = few.connect();
                peers.add(peer);
                peer.send(large).readResponse(); // much is read at a time from now on
                peer.send(begun + most + "\r\nY: ");
                assertThat(neighbour.get("/echo").readResponse()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(peers.get(0).readTextToEnd()).isEmpty();
            assertThat(peers.get(1).readTextToEnd()).isEmpty();
            held.forEach(each -> each.respond(Response.text(200, "held")));
            for (RawPeer peer : peers.subList(2, 10)) {
                peer.send("y\r\nConnection: close\r\n\r\n");
                assertThat(peer.readTextToEnd()).startsWith("HTTP/1.1 200 ").contains("GET - ");
            }
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    /// Who asks is found out for a while, say: the bodies wait meanwhile, and those that are cut are
    /// kept by nobody.
    @Test
    void p7_bodiesThatWaitForAnAnswerAreBoundedTogether() {
        List<Exchange> asking = new CopyOnWriteArrayList<>();
        List<String> late = new CopyOnWriteArrayList<>();
        Router router = new Router().exact("/echo", List.of("GET"), HttpTest::echo)
                .exact("/ask", List.of("POST"), asking::add);
        String request = "POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12000\r\n\r\n"
                + "x".repeat(12_000);
        List<RawPeer> peers = new ArrayList<>();
        try (TestNet few = bounded(router, 105_000); RawPeer neighbour = few.connect()) {
            for (int n = 1; n <= 10; n++) {
                peers.add(few.connect().send(request));
                int asked = n;
                await().until(() -> asking.size() == asked);
                assertThat(neighbour.get("/echo").readResponse()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(peers.get(0).readTextToEnd()).isEmpty();
            assertThat(peers.get(1).readTextToEnd()).isEmpty();
            assertThat(few.inLoop(() -> asking.stream().map(x -> x.request().body().length)
                    .toList())).startsWith(0, 0, 12_000).endsWith(12_000);
            asking.forEach(each -> each.goOn(() -> {
                late.add(each.request().path());
                each.respond(Response.text(200, "known"));
            }));
            for (RawPeer peer : peers.subList(2, 10)) {
                assertThat(peer.readResponse()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(late).hasSize(8);
            // What is answered counts no more.
            peers.subList(2, 10).forEach(peer -> peer.send(request));
            await().until(() -> asking.size() == 18);
            few.inLoop(() -> "what was to be cut is cut");
            asking.subList(10, 18).forEach(each -> each.respond(Response.text(200, "known")));
            for (RawPeer peer : peers.subList(2, 10)) {
                assertThat(peer.readResponse()).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    @Test
    void aRequestIsNotKeptWhileAStreamAnswersIt() {
        List<Exchange> asking = new CopyOnWriteArrayList<>();
        Router router = new Router().exact("/stream", List.of("POST"), x -> {
            var _ = x.stream("text/plain", List.of(), new StreamListener() {
                @Override
                public void onDrained() {}

                @Override
                public void onStalled() {}

                @Override
                public void onClosed() {}
            });
            asking.add(x);
        });
        try (TestNet one = new TestNet(router); RawPeer peer = one.connect()) {
            peer.send(
                    "POST /stream?a=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(peer.readHead()).startsWith("HTTP/1.1 200 ");
            Request left = one.inLoop(() -> asking.getFirst().request());
            assertThat(left.body()).isEmpty();
            assertThat(left.headers()).isEmpty();
            assertThat(left.query().get("a")).isNull();
        }
    }
}
