package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.FaultShim;

class ClockTest {
    @TempDir
    Path directory;

    /// The rule keeps entries for seven days and keys for five minutes: each step is beyond both.
    @Test
    void f11_aStepOfTheWallClockErasesNothingAndForgetsNoKey() throws Exception {
        FaultShim shim = new FaultShim(directory);
        try (ServerProcess server = LabRun.server(directory, directory.resolve("data"),
                shim.environment(), "");
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            Map<Long, String> acked = new TreeMap<>();
            String keyed = publish(http, "keyed", acked, "Idempotency-Key", "k");
            try (RawWebSocket subscriber = RawWebSocket.centrifuge(server)) {
                subscriber.send("{\"id\":1,\"connect\":{}}\n"
                        + "{\"id\":2,\"subscribe\":{\"channel\":\"room\"}}");
                assertThat(subscriber.read()).contains("\"connect\"");
                assertThat(subscriber.read()).contains("\"subscribe\"");
                for (Duration step : new Duration[]{Duration.ofHours(1), Duration.ofHours(-1),
                        Duration.ofDays(31), Duration.ZERO}) {
                    shim.stepWallClock(step);
                    assertThat(System.currentTimeMillis() + step.toMillis())
                            .isCloseTo(timeOf(http, publish(http, "at " + step, acked)),
                                    org.assertj.core.data.Offset.offset(30_000L));
                    assertThat(subscriber.read()).contains("at " + step);
                    assertThat(post(http, "keyed", "Idempotency-Key", "k").body())
                            .contains("\"duplicate\":true", keyed);
                    assertThat(http.whole("room").entries()).containsExactlyEntriesOf(acked);
                }
                subscriber.send("{\"id\":3,\"presence_stats\":{\"channel\":\"room\"}}");
                assertThat(subscriber.read()).contains("\"num_clients\":1");
            }
            // And over a restart in which the clock has jumped.
            String epoch = http.whole("room").epoch();
            server.kill();
            shim.stepWallClock(Duration.ofDays(31));
            server.start();
            assertThat(http.whole("room")).isEqualTo(
                    new ChannelHttp.Whole(epoch, new TreeMap<>(acked)));
            assertThat(post(http, "keyed", "Idempotency-Key", "k").body())
                    .contains("\"duplicate\":true", keyed);
        } finally {
            shim.close();
        }
    }

    private static HttpResponse<String> post(ChannelHttp http, String text, String... headers)
            throws Exception {
        HttpResponse<String> response = http.post("room", text, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    /// @return the offset, as it stands in the answer
    private static String publish(ChannelHttp http, String text, Map<Long, String> acked,
            String... headers) throws Exception {
        long offset = ChannelHttp.json(post(http, text, headers).body()).get("offset").asLong();
        acked.put(offset, text);
        return "\"offset\":" + offset;
    }

    private static long timeOf(ChannelHttp http, String offset) throws Exception {
        for (var entry : ChannelHttp.json(http.get("/c/room?limit=1000&after=0").body())
                .get("entries")) {
            if (offset.equals("\"offset\":" + entry.get("offset").asLong())) {
                var time = entry.get("time");
                return time.isNumber()
                        ? time.asLong()
                        : java.time.Instant.parse(time.asString()).toEpochMilli();
            }
        }
        throw new AssertionError("no entry at " + offset);
    }
}
