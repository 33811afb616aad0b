package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// P rows of the abuse list against the packaged server; what the decoders refuse is tried more
/// closely beside them.
class StrangeInputTest {
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
    private static final String KEY = "a-key-that-nobody-may-see";
    @TempDir
    static Path directory;
    private static ServerProcess server;
    private static ChannelHttp http;

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.writeString(directory.resolve("tidings.yaml"),
                "api-keys: [" + KEY + "]\nlogging: {level: trace}\n");
        server = ServerProcess.start(directory, "-c", config.toString());
        http = new ChannelHttp(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawWebSocket connected() throws IOException {
        RawWebSocket socket = RawWebSocket.centrifuge(server);
        socket.send(CONNECT);
        assertThat(socket.read()).contains("\"connect\"");
        return socket;
    }

    // ---- P1 ----

    /// Compression is offered by peers and not agreed to, so nothing is ever inflated.
    @Test
    void p1_compressionIsNotAgreedTo() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(("GET /connection/websocket HTTP/1.1\r\n"
                    + "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + Base64.getEncoder().encodeToString(new byte[16])
                    + "\r\nSec-WebSocket-Extensions: permessage-deflate;"
                    + " client_max_window_bits\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head).startsWith("HTTP/1.1 101")
                    .doesNotContainIgnoringCase("sec-websocket-extensions");
        }
    }

    @Test
    void p1_aCompressedMessageEndsTheConnection() throws IOException {
        byte[] bomb = new byte[60_000];
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[50_000_000]);
        int length = deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
        deflater.end();
        for (boolean first : new boolean[]{true, false}) {
            try (RawWebSocket socket = first ? RawWebSocket.centrifuge(server) : connected()) {
                socket.send(0xc1, java.util.Arrays.copyOf(bomb, length));
                assertThat(socket.readToEnd()).startsWith("close 1002 ");
            }
        }
    }

    /// A body that says it is compressed is kept as the bytes that came.
    @Test
    void p1_bodiesAreNotInflated() throws Exception {
        assertThat(http.post("p1", "plain", "Content-Encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(http.get("/c/p1").body()).contains("\"text\":\"plain\"");
    }

    // ---- P2, P3, P4, P5: before the connect and after it ----

    @ParameterizedTest
    @CsvSource({"unmasked,81057b7d7b7d7b,1002", "reserved bit,a180000000 00,1002",
            "reserved opcode,838000000000,1002", "fragmented ping,098000000000,1002",
            "long ping,89fe007e00000000,1002", "continuation of nothing,808000000000,1002",
            "2^63,81ffffffffffffffffff00000000,1002", "2^62,81ff400000000000000000000000,1009",
            "not minimal,81fe000500000000,1002", "close 1005,8882 0000000003ed,1002",
            "half a close code,88810000000003,1002", "overlong,818200000000c080,1007",
            "surrogate,818300000000eda080,1007"})
    void p2_and_p3_brokenFramesEndTheConnectionWithTheirCode(String what, String hex, int code)
            throws IOException {
        byte[] frame = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        for (boolean first : new boolean[]{true, false}) {
            try (RawWebSocket socket = first ? RawWebSocket.centrifuge(server) : connected()) {
                socket.sendRaw(frame);
                assertThat(socket.readToEnd()).as(what).startsWith("close " + code + " ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"id\":2,\"publish\":{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}}",
            "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":\"\u0000\"}}",
            "{\"id\":1e999,\"ping\":{}}", "{\"id\":123456789012345678901234567890,\"ping\":{}}"})
    void p4_jsonThatMeansTwoThingsEndsTheConnection(String frame) throws IOException {
        try (RawWebSocket socket = connected()) {
            socket.send(frame);
            assertThat(socket.readToEnd()).isEqualTo("close 3501 bad request");
        }
    }

    @Test
    void p4_deepJsonIsRefusedAtEveryDoor() throws Exception {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        try (RawWebSocket socket = connected()) {
            socket.send("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":" + deep + "}}");
            assertThat(socket.readToEnd()).isEqualTo("close 3501 bad request");
        }
        assertThat(api("publish", "{\"channel\":\"a\",\"data\":" + deep + "}"))
                .contains("\"code\":107");
        // Plain HTTP takes any bytes: this is text, and no JSON.
        assertThat(http.post("p4", deep).statusCode()).isEqualTo(200);
        assertThat(http.get("/c/p4").body()).contains("\"text\":\"[[[[");
    }

    @Test
    void p5_aMillionTinyCommandsAreNoFrame() throws IOException {
        try (RawWebSocket socket = new RawWebSocket(server.port(), "/connection/websocket", 0,
                "Sec-WebSocket-Protocol: centrifuge-protobuf")) {
            socket.send(0x82, new byte[60_000]);
            assertThat(socket.readToEnd()).isEqualTo("close 3501 bad request");
        }
        try (RawWebSocket socket = new RawWebSocket(server.port(), "/connection/websocket", 0,
                "Sec-WebSocket-Protocol: centrifuge-protobuf")) {
            socket.send(0x82, new byte[1_000_000]);
            assertThat(socket.readToEnd()).startsWith("close 1009 ");
        }
    }

    // ---- P13 ----

    /// A name is its bytes at every door: what one stores, the others find, and no other name does.
    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a//b", "A", "\u00e9", "e\u0301", "dot.", "space ", "a#b",
            "%2e", "a\\\\b", "\u202eabc"})
    void p13_oneNameAtEveryDoor(String escaped) throws Exception {
        String name = "p13/" + escaped.replace("\\\\", "\\");
        assertThat(http.post(name, "http").statusCode()).isEqualTo(200);
        assertThat(api("publish", "{\"channel\":\"p13/" + escaped + "\",\"data\":\"api\"}"))
                .contains("\"offset\":2");
        try (RawWebSocket socket = connected()) {
            socket.send("{\"id\":2,\"publish\":{\"channel\":\"p13/" + escaped
                    + "\",\"data\":\"ws\"}}");
            assertThat(socket.read()).isEqualTo("{\"id\":2,\"publish\":{}}");
        }
        String page = http.get("/c?channel=" + ChannelHttp.encode(name)).body();
        assertThat(ChannelHttp.json(page).get("entries")).hasSize(3);
        assertThat(ChannelHttp.json(page).get("channel").asString()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$SYS/a", "$tidings/a", "$share/a"})
    void p13_theServersOwnNamesAreNobodys(String name) throws Exception {
        assertThat(http.post(name, "x").statusCode()).isEqualTo(403);
        try (RawWebSocket socket = connected()) {
            socket.send("{\"id\":2,\"publish\":{\"channel\":\"" + name + "\",\"data\":1}}\n"
                    + "{\"id\":3,\"subscribe\":{\"channel\":\"" + name + "\"}}\n"
                    + "{\"id\":4,\"history\":{\"channel\":\"" + name + "\"}}");
            for (int id = 2; id <= 4; id++) {
                assertThat(socket.read()).contains("\"id\":" + id, "\"code\":103");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "a\\u0000b", "a\\u007fb", "a\\u0085b", "a\\ud800b"})
    void p13_whatIsNoNameIsRefusedAtEveryDoor(String escaped) throws Exception {
        assertThat(api("publish", "{\"channel\":\"" + escaped + "\",\"data\":1}"))
                .contains("\"code\":107");
        try (RawWebSocket socket = connected()) {
            socket.send("{\"id\":2,\"publish\":{\"channel\":\"" + escaped + "\",\"data\":1}}");
            assertThat(socket.read()).contains("\"id\":2", "\"code\":107");
        }
        for (String path : new String[]{"/c/a%2Bb", "/c/a%00b", "/c/a%7Fb", "/c/a%C2%85b",
                "/c/%ED%A0%80", "/c/" + "x".repeat(256), "/c/" + "a/".repeat(40)}) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(400);
        }
    }

    // ---- P14 ----

    /// Who published, where it is and when: the server says it, whatever a publisher claims.
    @Test
    void p14_whatTheServerSaysOfAMessageIsNotTheSendersToSay() throws Exception {
        try (RawWebSocket reader = connected(); RawWebSocket forger = connected()) {
            reader.send("{\"id\":2,\"subscribe\":{\"channel\":\"p14\"}}");
            assertThat(reader.read()).contains("\"subscribe\"");
            forger.send("{\"id\":2,\"publish\":{\"channel\":\"p14\",\"data\":\"x\","
                    + "\"info\":{\"user\":\"admin\",\"client\":\"forged\"},\"offset\":99,"
                    + "\"epoch\":\"forged\",\"time\":1,\"tags\":{\"a\":\"b\"}}}");
            assertThat(forger.read()).isEqualTo("{\"id\":2,\"publish\":{}}");
            assertThat(reader.read()).contains("\"offset\":1").doesNotContain("admin", "forged",
                    "tags");
            HttpResponse<String> posted = http.post("p14", "y", "X-User", "admin",
                    "Tidings-User", "admin", "Tidings-Offset", "99");
            assertThat(posted.body()).contains("\"offset\":2");
            assertThat(reader.read()).doesNotContain("admin");
            String page = http.get("/c/p14").body();
            assertThat(page).doesNotContain("admin", "forged", "\"user\"");
            assertThat(ChannelHttp.json(page).get("entries").get(0).get("time").asLong())
                    .isGreaterThan(1_000_000_000_000L);
        }
    }

    // ---- P15 ----

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/admin", "/debug", "/config", "/actuator", "/api/metrics",
            "//metrics", "/%6detrics"})
    void p15_nothingForOperatorsIsOnThePublicPort(String path) throws Exception {
        assertThat(http.get(path).body()).doesNotContain("tidings_connections", KEY);
        assertThat(http.get(path).statusCode()).isNotEqualTo(200);
    }

    /// Run with the most talkative logging, after the key was used rightly and wrongly.
    @Test
    void p15_noSecretIsInArgumentsLogsOrMetrics() throws Exception {
        assertThat(api("info", "{}")).contains("\"num_clients\"");
        assertThat(http.api("info", "{}")).contains("unauthorized");
        String arguments = Files
                .readString(Path.of("/proc", Long.toString(server.pid()), "cmdline"));
        assertThat(arguments).contains("tidings").doesNotContain(KEY);
        assertThat(server.output()).isNotBlank().doesNotContain(KEY);
        assertThat(new ChannelHttp(server.adminUrl()).get("/metrics").body())
                .contains("tidings_connections").doesNotContain(KEY);
        assertThat(http.get("/").body()).doesNotContain(KEY);
        assertThat(http.get("/health/ready").body()).doesNotContain(KEY);
    }

    private static String api(String method, String json) throws Exception {
        return http.apiWithKey(KEY, method, json);
    }
}
