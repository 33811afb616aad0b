package tidings.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.core.identity.Authenticator;
import tidings.core.rule.Rules;
import tidings.core.session.SessionSelector;
import tidings.gateway.net.LeakCheck;
import tidings.gateway.net.Router;
import tidings.gateway.net.SimulatedCore;
import tidings.gateway.net.SimulatedSocket;

/// `/c/<channel>` on a simulated core.
@ExtendWith(LeakCheck.class)
class ChannelDoorTest {
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String EVENTS = "GET /c/news" + HOST + "Accept: text/event-stream\r\n\r\n";
    private static final String PUBLISH = "POST /c/news" + HOST + "Content-Length: 1\r\n\r\nz";

    private static SimulatedSocket connect(SimulatedCore core) {
        Router router = new Router();
        HttpDoors.addTo(router, core.tidings, Authenticator.everybody(), HttpDoorSettings.DEFAULT,
                List::of);
        return core.http(router);
    }

    private static void send(SimulatedSocket socket, String text, Charset charset) {
        socket.sendFromPeer(text.getBytes(charset));
    }

    private static String read(SimulatedSocket socket) {
        return new String(socket.read(Integer.MAX_VALUE), StandardCharsets.UTF_8);
    }

    private static String ask(SimulatedCore core, SimulatedSocket socket, String request,
            Charset charset) {
        send(socket, request, charset);
        core.world.runFor(200);
        return read(socket);
    }

    private static void disconnect(SimulatedCore core, @Nullable String session, int code) {
        core.tidings.disconnect(new SessionSelector("", session, Set.of()), code, "on purpose");
    }

    @Test
    void aStreamThatBeginsWhileItsUserIsLookedAtHearsWhatComes() {
        for (long seed = 1; seed <= 300; seed++) {
            try (SimulatedCore core = new SimulatedCore(seed, Rules.DEFAULT)) {
                SimulatedSocket stream = connect(core);
                send(stream, EVENTS, StandardCharsets.UTF_8);
                core.world.runFor(core.world.random().nextLong(40));
                disconnect(core, "another session", 3503);
                core.world.runFor(200);
                assertThat(read(stream)).as("seed %d", seed).startsWith("HTTP/1.1 200 ");
                ask(core, connect(core), PUBLISH, StandardCharsets.UTF_8);
                assertThat(read(stream)).as("seed %d", seed).contains("data: z\n");
            }
        }
    }

    @Test
    void aStreamThatIsEndedBeforeItBeganIsRefused() {
        int refused = 0;
        for (long seed = 1; seed <= 300; seed++) {
            boolean mayComeBack = seed % 2 == 0;
            try (SimulatedCore core = new SimulatedCore(seed, Rules.DEFAULT)) {
                SimulatedSocket stream = connect(core);
                send(stream, EVENTS, StandardCharsets.UTF_8);
                core.world.runFor(core.world.random().nextLong(40));
                disconnect(core, null, mayComeBack ? 3001 : 3503);
                core.world.runFor(200);
                String answer = read(stream);
                if (!answer.startsWith("HTTP/1.1 200 ")) {
                    refused++;
                    assertThat(answer).as("seed %d", seed)
                            .startsWith(mayComeBack ? "HTTP/1.1 503 " : "HTTP/1.1 403 ");
                    // The connection goes on.
                    assertThat(ask(core, stream, PUBLISH, StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 200 ");
                }
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void headOfEventsIsAnsweredWithoutABodyAndBeginsNoStream() {
        try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
            SimulatedSocket socket = connect(core);
            String head = ask(core, socket, EVENTS.replace("GET", "HEAD"), StandardCharsets.UTF_8);
            assertThat(head).startsWith("HTTP/1.1 200 ").contains("Content-Length: ")
                    .endsWith("\r\n\r\n");
            assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
            assertThat(ask(core, socket, PUBLISH, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void headersThatAreTextAreReadAsUtf8OrElseAsIso88591() {
        String publish = "POST /c/news" + HOST + "Content-Length: 1\r\n"
                + "Tidings-Tags: größe=£5, b=ü\r\nContent-Type: text/plain; name=é\r\n\r\nz";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
            try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
                SimulatedSocket socket = connect(core);
                assertThat(ask(core, socket, publish, charset)).startsWith("HTTP/1.1 200 ");
                assertThat(ask(core, socket, "GET /c/news" + HOST + "\r\n", charset))
                        .as(charset.name()).contains("\"größe\":\"£5\"", "\"b\":\"ü\"",
                                "\"type\":\"text/plain; name=é\"");
            }
        }
    }
}
