package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `kill -9` under load: nothing acknowledged is lost, nothing is doubled, everyone goes on.
class KillTest {
    private static final int PUBLISHERS = 8;
    private static final int KILLS = Boolean.getBoolean("tidings.long") ? 300 : 20;
    private static final String CHANNEL = "kill/test";

    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostAndEveryEventSourceGoesOn() throws Exception {
        Observations observations = new Observations();
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong sent = new AtomicLong();
        List<Thread> publishers = new ArrayList<>();
        List<EventSourceReader> readers = new ArrayList<>();
        Map<String, Long> startAt = new HashMap<>();
        // Pauses are drawn from a fixed seed; what they hit is up to the machine.
        var random = new java.util.SplittableRandom(7);
        Path config = Files.writeString(directory.resolve("tidings.yaml"),
                "channels: [{match: '**', log: {entries: 1000000000, age: 7d}}]\n");
        try (ServerProcess server = ServerProcess.start(directory, "-c", config.toString())) {
            ChannelHttp http = new ChannelHttp(server.url());
            String epoch = ChannelHttp.json(http.get("/c/" + CHANNEL).body()).get("epoch")
                    .asString();
            for (int i = 0; i < 4; i++) {
                String name = "events-" + i;
                startAt.put(name, 0L);
                readers.add(new EventSourceReader(http.uri(CHANNEL), name, observations,
                        epoch + ":0"));
            }
            for (int i = 0; i < PUBLISHERS; i++) {
                String name = "p" + i;
                publishers.add(Thread.ofVirtual().start(
                        () -> publish(server, name, observations, running, sent)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                int before = observations.ackedCount();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> observations.ackedCount() > before + 50);
                LockSupport.parkNanos(random.nextLong(600_000_000));
                server.kill();
                server.start();
            }
            running.set(false);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            ChannelHttp.Whole whole = http.whole(CHANNEL);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(readers)
                    .allMatch(reader -> reader.lastEventId()
                            .equals(whole.epoch() + ":" + whole.entries().lastKey())));
            readers.forEach(EventSourceReader::close);
            System.out.printf("%d kills, %d acknowledged, %d received and checked%n", KILLS,
                    observations.ackedCount(), observations.receivedCount());
            assertThat(observations.violations(whole.entries(), whole.epoch(), startAt)).isEmpty();
            assertThat(whole.epoch()).isEqualTo(epoch);
            assertThat(readers).allMatch(reader -> reader.refusals() == 0);
            assertThat(observations.ackedCount()).isGreaterThan(KILLS * 50);
        } finally {
            running.set(false);
            readers.forEach(EventSourceReader::close);
        }
    }

    /// One message after the other, each until it is acknowledged.
    private static void publish(ServerProcess server, String name, Observations observations,
            AtomicBoolean running, AtomicLong sent) {
        ChannelHttp http = new ChannelHttp(server.url());
        for (int n = 0; running.get(); n++) {
            String id = name + "." + n;
            sent.incrementAndGet();
            boolean acked = false;
            while (!acked) {
                acked = tryOnce(http, id, observations);
                if (!acked) {
                    LockSupport.parkNanos(10_000_000);
                }
            }
        }
    }

    private static boolean tryOnce(ChannelHttp http, String id, Observations observations) {
        try {
            HttpResponse<String> response = http.post(CHANNEL, id, "Idempotency-Key", id,
                    "Content-Type", "text/plain");
            if (response.statusCode() == 200) {
                JsonNode position = ChannelHttp.json(response.body());
                observations.acked(id, position.get("epoch").asString(),
                        position.get("offset").asLong());
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
