package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/c/…` and `/api/…` as a back end or `curl` meets them.
class HttpDoorTest {
    private static final String RULES = """
            channels:
              - match: 'closed/**'
                allow: {publish: nobody, history: nobody}
              - match: 'tiny/**'
                log: {entries: 3, age: 1h}
                message-bytes: 100
                attribute-bytes: 40
              - match: 'loose/**'
                log: none
              - match: 'open/**'
            api-keys: [test-api-key]
            """;
    @TempDir
    static Path directory;
    private static ServerProcess server;
    private static ChannelHttp http;

    @BeforeAll
    static void start() throws Exception {
        Path config = Files.writeString(directory.resolve("tidings.yaml"), RULES);
        server = ServerProcess.start(directory, "-c", config.toString());
        http = new ChannelHttp(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return ChannelHttp.json(response.body());
    }

    @Test
    void aPublishSaysWhereItIsAndHistoryGivesItBack() throws Exception {
        HttpResponse<String> first = http.post("open/a", "{\"n\": 1}", "Content-Type",
                "application/json", "Tidings-Tags", "color=red, size=2");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(json(first).get("offset").asLong()).isEqualTo(1);
        http.post("open/a", "plain");
        JsonNode page = json(http.get("/c/open/a"));
        assertThat(page.get("channel").asString()).isEqualTo("open/a");
        assertThat(page.get("epoch").asString()).isEqualTo(json(first).get("epoch").asString());
        assertThat(page.get("offset").asLong()).isEqualTo(2);
        JsonNode entries = page.get("entries");
        assertThat(entries.get(0).get("data").get("n").asLong()).isEqualTo(1);
        assertThat(entries.get(0).get("tags").toString())
                .isEqualTo("{\"color\":\"red\",\"size\":\"2\"}");
        assertThat(entries.get(0).get("type").asString()).isEqualTo("application/json");
        assertThat(entries.get(1).get("text").asString()).isEqualTo("plain");
    }

    @Test
    void anIdempotencyKeyMakesARepeatSafe() throws Exception {
        HttpResponse<String> first = http.post("open/once", "x", "Idempotency-Key", "k1");
        HttpResponse<String> again = http.post("open/once", "x", "Idempotency-Key", "k1");
        assertThat(json(again).get("duplicate").asBoolean()).isTrue();
        assertThat(json(again).get("offset")).isEqualTo(json(first).get("offset"));
        assertThat(http.post("open/once", "y", "Idempotency-Key", "k1").statusCode())
                .isEqualTo(422);
    }

    @Test
    void historyIsPagedBothWaysAndTooOldIsGone() throws Exception {
        for (int n = 1; n <= 7; n++) {
            http.post("tiny/page", "" + n);
        }
        assertThat(http.get("/c/tiny/page?after=0").statusCode()).isEqualTo(410);
        assertThat(json(http.get("/c/tiny/page?after=4")).get("entries")).hasSize(3);
        assertThat(json(http.get("/c/tiny/page?after=5&limit=1")).get("entries").get(0)
                .get("offset").asLong()).isEqualTo(6);
        assertThat(json(http.get("/c/tiny/page?before=7&limit=1")).get("entries").get(0)
                .get("offset").asLong()).isEqualTo(6);
        assertThat(json(http.get("/c/tiny/page?limit=2")).get("entries").get(1).get("offset")
                .asLong()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"/c/open/a?limit=0,400", "/c/open/a?limit=1001,400", "/c/open/a?limit=x,400",
            "/c/open/a?after=-1,400", "/c/open/a?after=1&before=2,400", "/c/open/a?since=abc:1,400",
            "/c/elsewhere,404",
            "/c/,400", "/c,400", "/c/loose/a,404", "/c/closed/a,403", "/nothing,404",
            "/c/open/a%2bb,400", "/c/open/%ff,400", "/c/open/a%00,400"})
    void whatCannotBeReadIsRefusedWithItsReason(String path, int status) throws Exception {
        HttpResponse<String> response = http.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).isNotBlank();
    }

    @Test
    void whatCannotBePublishedIsRefusedWithItsReason() throws Exception {
        assertThat(http.post("tiny/a", "x".repeat(101)).statusCode()).isEqualTo(413);
        HttpResponse<String> tagged = http.post("tiny/a", "x", "Tidings-Tags",
                "k=" + "v".repeat(40));
        assertThat(tagged.statusCode()).isEqualTo(413);
        assertThat(tagged.body()).contains("beside a message may have 40 bytes");
        assertThat(http.post("closed/a", "x").statusCode()).isEqualTo(403);
        assertThat(http.post("elsewhere", "x").statusCode()).isEqualTo(404);
        assertThat(http.post("open/a", "x", "Tidings-Tags", "nonsense").statusCode())
                .isEqualTo(400);
        assertThat(http.post("open/a", "x", "Idempotency-Key", "k".repeat(256)).statusCode())
                .isEqualTo(400);
        assertThat(http.post("loose/a", "x").body()).isEqualTo("{}");
    }

    /// P13: one name, byte for byte: nothing is collapsed, resolved or normalised.
    @ParameterizedTest
    @ValueSource(strings = {"open/a/../b", "open//c", "open/./d", "open/e.", "open/f ",
            "open/\u00c9",
            "open/E\u0301", "open/g#h"})
    void p13_namesAreKeptByteForByte(String name) throws Exception {
        assertThat(http.post(name, name).statusCode()).isEqualTo(200);
        JsonNode page = json(http.get("/c?channel=" + ChannelHttp.encode(name)));
        assertThat(page.get("channel").asString()).isEqualTo(name);
        assertThat(page.get("entries").get(0).get("text").asString()).isEqualTo(name);
        assertThat(page.get("offset").asLong()).isEqualTo(1);
    }

    /// P8: no payload can end an event's field or begin another.
    @Test
    void p8_payloadsCannotBreakOutOfAnEvent() throws Exception {
        String evil = "a\nid: 99:99\n\ndata: forged\r\rb";
        String epoch = json(http.get("/c/open/evil")).get("epoch").asString();
        Map<String, String> events = new ConcurrentHashMap<>();
        try (EventSourceReader reader = new EventSourceReader(http.uri("open/evil"), epoch + ":0",
                (id, data) -> events.put(id, data))) {
            Thread.ofVirtual().start(reader::run);
            http.post("open/evil", evil, "Content-Type", "text/plain");
            org.awaitility.Awaitility.await().until(() -> events.containsKey(epoch + ":1"));
        }
        assertThat(events).isEqualTo(Map.of(epoch + ":0", "", epoch + ":1",
                evil.replace("\r\r", "\n\n")));
        for (String forged : new String[]{"nonsense", epoch + ":-1", epoch + ":x", ":1"}) {
            assertThat(http.get("/c/open/evil", "Accept", "text/event-stream", "Last-Event-ID",
                    forged).statusCode()).as(forged).isEqualTo(400);
        }
        for (String gone : new String[]{"otherone:1", epoch + ":2"}) {
            HttpResponse<String> response = http.get("/c/open/evil", "Accept",
                    "text/event-stream", "Last-Event-ID", gone);
            assertThat(response.statusCode()).as(gone).isEqualTo(410);
            assertThat(json(response).get("offset").asLong()).isEqualTo(1);
        }
    }

    /// P7: what a proxy and a server could read differently is refused, and the connection closed.
    @ParameterizedTest
    @ValueSource(strings = {
            "POST /c/open/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /c/open/a HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /c/open/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "GET /c/open/a HTTP/1.1\nHost: localhost\n\n",
            "\u0000GET /c/open/a HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /c/open/a HTTP/1.1\r\n\r\n", "GET /c/open/a HTTP/1.1\r\nHost: a b\r\n\r\n",
            "GET /c/open/a HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n",
            "GET /c/open/a HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n"})
    void p7_ambiguousRequestsAreRefusedAndClosed(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    /// P9: foreign pages neither read nor write; no origin is no browser.
    @Test
    void p9_foreignOriginsAreRefusedAtEveryDoor() throws Exception {
        for (String origin : new String[]{"https://evil.example", "null",
                "http://localhost.evil.example"}) {
            assertThat(http.post("open/p9", "x", "Origin", origin).statusCode()).isEqualTo(403);
            assertThat(http.get("/c/open/p9", "Origin", origin).statusCode()).isEqualTo(403);
        }
        assertThat(http.post("open/p9", "x", "Origin", "http://localhost:3000").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theApiNeedsItsKeyOnceThereIsOne() throws Exception {
        assertThat(http.api("info", "{}")).contains("unauthorized");
        assertThat(api("info", "{}")).contains("\"num_clients\"");
    }

    private static String api(String method, String json) throws Exception {
        var request = java.net.http.HttpRequest
                .newBuilder(java.net.URI.create(server.url() + "/api/" + method))
                .header("X-API-Key", "test-api-key")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json)).build();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "history | {`channel`:`open/a`,`since`:{`offset`:1,`epoch`:{}}} | since.epoch must be a string",
            "history | {`channel`:`open/a`,`since`:{`offset`:`1`}} | since.offset must be a whole number",
            "disconnect | {`user`:`u`,`disconnect`:{`code`:3001,`reason`:[1]}} | disconnect.reason must be",
            "disconnect | {`user`:`u`,`disconnect`:{`code`:99999999999}} | disconnect.code is 3000 to 4999",
            "publish | {`channel`:{},`data`:1} | channel must be a string",
            "publish | {`channel`:`open/a`,`data`:1,`tags`:{`k`:1}} | tags must be strings"})
    void theApiRefusesFieldsOfAnotherType(String method, String json, String why)
            throws Exception {
        assertThat(api(method, json.replace('`', '"'))).contains("\"code\":107", why);
    }

    @Test
    void theApiSpeaksTheShapesOfBackEndLibraries() throws Exception {
        assertThat(api("publish",
                "{\"channel\":\"open/api\",\"data\":{\"a\": [1,  2]},\"tags\":{\"k\":\"v\"}}"))
                .matches("\\{\"result\":\\{\"offset\":1,\"epoch\":\".{8}\"}}");
        assertThat(api("broadcast",
                "{\"channels\":[\"open/api\",\"elsewhere\",\"a+b\"],\"data\":1}"))
                .contains("\"offset\":2", "\"code\":102", "\"code\":107");
        JsonNode history = ChannelHttp
                .json(api("history", "{\"channel\":\"open/api\",\"limit\":10}")).get("result");
        assertThat(history.get("publications").get(0).toString())
                .isEqualTo("{\"data\":{\"a\":[1,2]},\"offset\":1,\"tags\":{\"k\":\"v\"}}");
        assertThat(history.get("offset").asLong()).isEqualTo(2);
        assertThat(api("history", "{\"channel\":\"open/api\",\"limit\":1,\"since\":"
                + "{\"offset\":1,\"epoch\":\"other\"}}")).contains("\"code\":112");
        assertThat(api("history_remove", "{\"channel\":\"open/api\"}"))
                .isEqualTo("{\"result\":{}}");
        assertThat(api("history", "{\"channel\":\"open/api\",\"limit\":10}"))
                .contains("\"publications\":[]", "\"offset\":2");
        assertThat(api("presence", "{\"channel\":\"open/api\"}"))
                .isEqualTo("{\"result\":{\"presence\":{}}}");
        assertThat(api("presence_stats", "{\"channel\":\"open/api\"}"))
                .isEqualTo("{\"result\":{\"num_clients\":0,\"num_users\":0}}");
        assertThat(api("channels", "{}")).isEqualTo("{\"result\":{\"channels\":{}}}");
        assertThat(api("nothing", "{}")).contains("\"code\":104");
        assertThat(api("publish", "{\"channel\":\"open/api\"}")).contains("\"code\":107");
        assertThat(api("publish", "{\"channel\":")).contains("\"code\":107");
        assertThat(api("publish", "{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}"))
                .contains("\"code\":107");
    }
}
