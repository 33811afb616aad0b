package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Messages that are hardly more than tags.
class HeavyTagsTest {
    private static final int COUNT = 5_000;
    private static final int AT_ONCE = 25;
    private static final String TAGS = IntStream.range(0, 32)
            .mapToObj(n -> "\"t%d\":\"%s\"".formatted(n, "v".repeat(1_900)))
            .collect(Collectors.joining(",", "{", "}"));

    @TempDir
    Path directory;

    /// With their tags they are twice as much as the heap has.
    @Test
    void s8_whatIsSaidBesideAPayloadTakesNoMoreMemoryThanOne() throws Exception {
        try (ServerProcess server = ServerProcess.prepare(directory, directory.resolve("data"),
                Map.of("TIDINGS_JAVA_OPTS", "-Xmx160m"))) {
            server.start();
            try (RawWebSocket client = RawWebSocket.centrifuge(server)) {
                client.send("{\"id\":1,\"connect\":{}}");
                assertThat(client.read()).contains("\"connect\"");
                for (int sent = 0; sent < COUNT; sent += AT_ONCE) {
                    for (int n = sent; n < sent + AT_ONCE; n++) {
                        client.send("""
                                {"id":%d,"rpc":{"method":"tidings.send","data":\
                                {"channel":"tags","id":"%d","data":1,"tags":%s}}}\
                                """.formatted(n + 2, n, TAGS));
                    }
                    for (int answered = 0; answered < AT_ONCE;) {
                        String answer = client.read();
                        assertThat(answer).doesNotContain("error");
                        answered += answer.split("\"offset\"", -1).length - 1;
                    }
                }
            }
            try (ChannelHttp http = new ChannelHttp(server.url())) {
                String body = http.get("/c/tags?limit=1000").body();
                JsonNode page = ChannelHttp.json(body);
                assertThat(page.get("offset").asInt()).isEqualTo(COUNT);
                assertThat(page.get("entries").size()).isBetween(1, 16);
                assertThat(body.length()).isLessThan(1 << 20);
            }
        }
    }
}
