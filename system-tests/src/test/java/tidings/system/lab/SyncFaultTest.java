package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.FaultShim;
import tidings.system.lab.fault.TornTail;

/// A disk that does not sync, or syncs late.
class SyncFaultTest {
    private static final int FAIL_STOP = 70;
    private static final int TEARS = 8;
    private static final long STALL_MS = 3_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @TempDir
    Path directory;
    private FaultShim shim;

    @BeforeEach
    void makeShim() throws Exception {
        shim = new FaultShim(directory);
    }

    private ServerProcess server(String config) throws IOException {
        return LabRun.server(directory, directory.resolve("data"), shim.environment(), config);
    }

    @Test
    void f4_afterASyncThatFailedNothingIsAcknowledgedAndTheProcessEnds() throws Exception {
        try (ServerProcess server = server(LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            Map<Long, String> acked = new ConcurrentHashMap<>();
            for (int n = 0; n < 50; n++) {
                acked.put(offset(http.post("room", "before " + n)), "before " + n);
            }
            String epoch = http.whole("room").epoch();
            shim.failSyncs(1);
            AtomicInteger ackedLater = new AtomicInteger();
            List<CompletableFuture<Void>> publishers = java.util.stream.IntStream.range(0, 16)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; server.alive(); i++) {
                            if (isAcked(http, "later " + n + " " + i)) {
                                ackedLater.incrementAndGet();
                            }
                        }
                    }, task -> Thread.ofVirtual().start(task))).toList();
            assertThat(server.awaitEnd()).isEqualTo(FAIL_STOP);
            publishers.forEach(CompletableFuture::join);
            assertThat(shim.failuresLeft()).isZero();
            assertThat(ackedLater).hasValue(0);
            assertThat(server.output()).contains("stopping at once", "Input/output error");
            server.start();
            ChannelHttp.Whole whole = http.whole("room");
            assertThat(whole.epoch()).isEqualTo(epoch);
            assertThat(whole.entries()).containsAllEntriesOf(acked);
            assertThat(whole.entries().values()).doesNotHaveDuplicates();
        }
    }

    private static boolean isAcked(ChannelHttp http, String text) {
        try {
            return http.post("room", text).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long offset(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ChannelHttp.json(response.body()).get("offset").asLong();
    }

    @Test
    void f5_whileASyncStallsAcknowledgementsWaitAndEverythingElseGoesOn() throws Exception {
        try (ServerProcess server = server("""
                channels:
                  - {match: 'live:*', log: none}
                  - {match: '**'}
                """); ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            for (int n = 1; n <= 20; n++) {
                offset(http.post("room", "committed " + n));
            }
            String epoch = http.whole("room").epoch();
            try (RawWebSocket subscriber = RawWebSocket.centrifuge(server)) {
                subscriber.send("{\"id\":1,\"connect\":{}}\n"
                        + "{\"id\":2,\"subscribe\":{\"channel\":\"live:a\"}}");
                assertThat(subscriber.read()).contains("\"connect\"");
                assertThat(subscriber.read()).contains("\"subscribe\"");
                shim.delaySyncs(STALL_MS);
                long syncs = shim.syncs();
                long startedNs = System.nanoTime();
                CompletableFuture<Long> stalled = CompletableFuture.supplyAsync(() -> {
                    try {
                        return offset(http.post("room", "stalled"));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                await().until(() -> shim.syncs() > syncs);
                CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> {
                    try {
                        return offset(http.post("other", "behind it"));
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                // A heartbeat, a message that needs no disk, and what was committed before.
                atOnce(() -> subscriber.send("{\"id\":3,\"ping\":{}}"),
                        () -> assertThat(subscriber.read()).contains("\"id\":3"));
                atOnce(() -> assertThat(http.post("live:a", "\"now\"").statusCode())
                        .isEqualTo(200),
                        () -> assertThat(subscriber.read()).contains("now"));
                atOnce(() -> assertThat(http.whole("room").entries()).hasSize(20),
                        () -> assertThat(http.get("/health/live").statusCode()).isEqualTo(200));
                atOnce(() -> subscriber.send(("{\"id\":4,\"subscribe\":{\"channel\":\"room\","
                        + "\"recover\":true,\"epoch\":\"%s\",\"offset\":0}}").formatted(epoch)),
                        () -> assertThat(subscriber.read()).contains("\"recovered\":true",
                                "committed 1\"", "committed 20\"").doesNotContain("stalled"));
                assertThat(stalled).isNotDone();
                assertThat(next).isNotDone();
                assertThat(stalled.get(30, TimeUnit.SECONDS)).isEqualTo(21);
                assertThat(Duration.ofNanos(System.nanoTime() - startedNs))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(STALL_MS));
                shim.delaySyncs(0);
                assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(subscriber.read()).contains("stalled", "\"offset\":21");
                assertThat(server.alive()).isTrue();
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void atOnce(Step first, Step second) throws Exception {
        long startedNs = System.nanoTime();
        first.run();
        second.run();
        assertThat(Duration.ofNanos(System.nanoTime() - startedNs)).isLessThan(AT_ONCE);
    }

    @Test
    void f3_whateverIsLeftBehindTheLastSyncTheStartDropsItAndNothingElse() throws Exception {
        Path data = directory.resolve("data");
        shim.recordSyncs();
        try (ServerProcess server = server(LabRun.KEEP_ALL)) {
            server.start();
            TornTail tail = new TornTail(shim, data.resolve("store"));
            try (LabRun run = LabRun.start("torn", server)) {
                // Long syncs, so that more than a moment's writes lie behind the last one.
                shim.delaySyncs(30);
                for (int n = 0; n < TEARS; n++) {
                    run.strike(tail);
                }
                Verdict verdict = run.finish();
                verdict.assertClean();
                System.out.printf("%s; %d sectors hurt%n", verdict.line("torn tails"),
                        tail.sectorsHurt());
            }
            assertThat(tail.sectorsHurt()).isPositive();
        }
    }
}
