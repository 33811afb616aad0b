package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.testkit.disk.LoopMount;

/// Needs root, for mounting.
@Tag("root")
class DiskFullTest {
    private static final long DISK_BYTES = 512L << 20;
    private static final int MB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void f6_aFillingDiskIsRefusedBeforeItIsFullAndPublishesResumeByThemselves()
            throws Exception {
        assumeTrue(LoopMount.possible(), LoopMount.WHY_NOT);
        try (LoopMount disk = LoopMount.make(directory.resolve("disk"), DISK_BYTES);
                ServerProcess server = LabRun.server(directory, disk.path().resolve("data"),
                        Map.of(), "log: {memtables: 16MiB}\n" + LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            Map<Long, String> acked = new TreeMap<>();
            publish(http, "before", acked);
            String epoch = http.whole("room").epoch();
            Path filler = disk.path().resolve("filler");
            fill(filler, Files.getFileStore(disk.path()));
            await().atMost(Duration.ofSeconds(20)).until(
                    () -> http.post("room", "refused").statusCode() == 507);
            HttpResponse<String> refused = http.post("room", "refused");
            assertThat(refused.body()).contains("disk_full", "kept in reserve");
            assertThat(http.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(http.get("/health/ready").body()).contains("must stay free");
            assertThat(http.api("publish", "{\"channel\":\"room\",\"data\":1}"))
                    .contains("\"code\":106");
            try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
                socket.send("{\"id\":1,\"connect\":{}}\n"
                        + "{\"id\":2,\"publish\":{\"channel\":\"room\",\"data\":1}}");
                assertThat(socket.read()).contains("\"connect\"");
                assertThat(socket.read()).contains("\"code\":106", "\"temporary\":true");
            }
            // Who reads, and who makes room, is not refused.
            assertThat(http.whole("room").entries()).containsExactlyEntriesOf(acked);
            assertThat(http.api("history_remove", "{\"channel\":\"old\"}")).contains("result");
            assertThat(server.alive()).isTrue();

            Files.delete(filler);
            await().atMost(Duration.ofSeconds(20)).until(
                    () -> http.get("/health/ready").statusCode() == 200);
            publish(http, "after", acked);
            server.kill();
            server.start();
            ChannelHttp.Whole whole = http.whole("room");
            assertThat(whole.epoch()).isEqualTo(epoch);
            assertThat(whole.entries()).containsExactlyEntriesOf(acked);
        }
    }

    private static void publish(ChannelHttp http, String what, Map<Long, String> acked)
            throws Exception {
        for (int n = 0; n < 50; n++) {
            HttpResponse<String> response = http.post("room", what + n);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            acked.put(ChannelHttp.json(response.body()).get("offset").asLong(), what + n);
        }
    }

    /// Until there is less than half of what the server wants to keep free.
    private static void fill(Path filler, FileStore disk) throws IOException {
        byte[] block = new byte[MB];
        try (var out = Files.newOutputStream(filler)) {
            while (disk.getUsableSpace() > 128L * MB) {
                out.write(block);
            }
        }
    }
}
