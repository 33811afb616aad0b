package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What no SDK sends, over a raw socket; numbers are rows of docs/compatibility.md.
class RawProtocolTest {
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
    @TempDir
    static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "before connect | {\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":1}}",
            "bad JSON | {\"id\":1,", "no command | ` `", "not an object | 42",
            "id 0 | {\"connect\":{}}", "unknown request | {\"id\":1,\"dance\":{}}"})
    void row22_malformedFirstFramesEndWith3501(String name, String frame) throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(frame);
            assertThat(socket.readToEnd()).as(name).isEqualTo("close 3501 bad request");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "second connect | {\"id\":2,\"connect\":{}}", "bad JSON | [1]",
            "id 0 | {\"publish\":{\"channel\":\"a\",\"data\":1}}",
            "unknown request | {\"id\":2,\"dance\":{}}", "unsolicited pong | {}",
            "empty channel | {\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
            "unknown delta | {\"id\":2,\"subscribe\":{\"channel\":\"a\",\"delta\":\"x\"}}"})
    void row22_and_19_protocolErrorsAfterConnectEndWith3501(String name, String frame)
            throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(CONNECT);
            assertThat(socket.read()).startsWith("{\"id\":1,\"connect\":{\"client\":");
            socket.send(frame);
            assertThat(socket.readToEnd()).as(name).isEqualTo("close 3501 bad request");
        }
    }

    @Test
    void row22_aBadVarintInProtobufEndsWith3501() throws IOException {
        try (RawWebSocket socket = new RawWebSocket(server.port(), "/connection/websocket", 0,
                "Sec-WebSocket-Protocol: centrifuge-protobuf")) {
            socket.send(0x82, new byte[]{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
            assertThat(socket.readToEnd()).isEqualTo("close 3501 bad request");
        }
    }

    @Test
    void row22_errorsInRequestsAreReplies() throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(CONNECT + "\n{\"id\":2,\"ping\":{}}\n"
                    + "{\"id\":3,\"subscribe\":{\"channel\":\"a+b\"}}\n"
                    + "{\"id\":4,\"subscribe\":{\"channel\":\"a\",\"tf\":{}}}\n"
                    + "{\"id\":5,\"subscribe\":{\"channel\":\"a\",\"type\":1}}\n"
                    + "{\"id\":6,\"subscribe\":{\"channel\":\"$SYS/x\"}}\n"
                    + "{\"id\":7,\"unsubscribe\":{\"channel\":\"a\"}}\n"
                    + "{\"id\":8,\"refresh\":{\"token\":\"t\"}}\n" + "{\"send\":{\"data\":1}}\n"
                    + "{\"id\":9,\"publish\":{\"channel\":\"a\"}}");
            assertThat(socket.read()).contains("\"connect\"");
            assertThat(socket.read()).contains("\"id\":2", "\"code\":108");
            assertThat(socket.read()).contains("\"id\":3", "\"code\":107");
            assertThat(socket.read()).contains("\"id\":4", "\"code\":107");
            assertThat(socket.read()).contains("\"id\":5", "\"code\":108");
            assertThat(socket.read()).contains("\"id\":6", "\"code\":103");
            assertThat(socket.read()).isEqualTo("{\"id\":7,\"unsubscribe\":{}}");
            assertThat(socket.read()).contains("\"id\":8", "\"code\":108");
            assertThat(socket.read()).contains("\"id\":9", "\"code\":107");
        }
    }

    @Test
    void row22_subscribesAndUnsubscribesOfOneFrameTakeEffectInOrder() throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(CONNECT + "\n{\"id\":2,\"subscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":3,\"unsubscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":4,\"subscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":5,\"subscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":6,\"unsubscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":7,\"subscribe\":{\"channel\":\"turns\"}}\n"
                    + "{\"id\":8,\"publish\":{\"channel\":\"turns\",\"data\":\"x\"}}");
            assertThat(socket.read()).contains("\"connect\"");
            assertThat(socket.read()).startsWith("{\"id\":2,\"subscribe\":{");
            assertThat(socket.read()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
            assertThat(socket.read()).contains("\"id\":5", "\"code\":105");
            assertThat(socket.read()).startsWith("{\"id\":4,\"subscribe\":{");
            assertThat(socket.read()).isEqualTo("{\"id\":6,\"unsubscribe\":{}}");
            assertThat(socket.read()).startsWith("{\"id\":7,\"subscribe\":{");
            List<String> last = List.of(socket.read(), socket.read());
            assertThat(last).contains("{\"id\":8,\"publish\":{}}")
                    .anyMatch(message -> message.contains("\"pub\":{\"data\":\"x\""));
        }
    }

    /// uint64 on the wire: an offset from 2^63 on is ahead of every head, and is answered as such.
    @ParameterizedTest
    @CsvSource({"9223372036854775807", "9223372036854775808", "18446744073709551615"})
    void aPositionAheadOfTheHeadIsNotRecoveredHoweverLarge(String offset) throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(CONNECT + "\n{\"id\":2,\"publish\":{\"channel\":\"ahead\",\"data\":1}}");
            assertThat(socket.read()).contains("\"connect\"");
            assertThat(socket.read()).isEqualTo("{\"id\":2,\"publish\":{}}");
            socket.send("{\"id\":3,\"subscribe\":{\"channel\":\"ahead\",\"recover\":true,"
                    + "\"offset\":" + offset + "}}");
            assertThat(socket.read()).startsWith("{\"id\":3,\"subscribe\":{")
                    .contains("\"was_recovering\":true").doesNotContain("\"recovered\"");
            socket.send("{\"id\":4,\"history\":{\"channel\":\"ahead\",\"limit\":1,"
                    + "\"since\":{\"offset\":" + offset + "}}}");
            assertThat(socket.read()).contains("\"id\":4", "\"code\":112");
            socket.send("{\"id\":5,\"history\":{\"channel\":\"ahead\",\"limit\":1,"
                    + "\"reverse\":true,\"since\":{\"offset\":" + offset + "}}}");
            assertThat(socket.read()).contains("\"id\":5", "\"publications\":[{");
        }
    }

    /// The default interval: the first ping comes after 12.5 to 25 s.
    @Test
    void row19_whoStopsPongingIsEndedWith3012AndWhoPongsStays() throws IOException {
        try (RawWebSocket silent = RawWebSocket.centrifuge(server);
                RawWebSocket good = RawWebSocket.centrifuge(server)) {
            silent.send(CONNECT);
            good.send(CONNECT);
            assertThat(good.read()).contains("\"ping\":25,\"pong\":true");
            assertThat(good.read()).isEqualTo("{}");
            good.send("{}");
            assertThat(silent.read()).contains("\"connect\"");
            assertThat(silent.read()).isEqualTo("{}");
            assertThat(silent.readToEnd()).isEqualTo("close 3012 no pong");
            good.send("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":1}}");
            assertThat(good.read()).isEqualTo("{\"id\":2,\"publish\":{}}");
            good.send("{}");
            assertThat(good.readToEnd()).isEqualTo("close 3501 bad request");
        }
    }

    @Test
    void aConnectionThatNeverConnectsIsStale() throws IOException {
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            assertThat(socket.readToEnd()).isEqualTo("close 3502 stale");
        }
    }

    @ParameterizedTest
    @CsvSource({"https://good.example.evil.example", "null", "http://localhost.evil.example"})
    void foreignOriginsAreRefusedAtTheHandshake(String origin) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                () -> new RawWebSocket(server.port(), "/connection/websocket", 0,
                        "Origin: " + origin).close()))
                .hasMessageStartingWith("HTTP/1.1 403");
    }
}
