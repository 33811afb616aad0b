package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.FaultShim;

/// Too few descriptors, too little memory, and a process that is stopped for a while.
class ResourcesTest {
    private static final int SPARE_DESCRIPTORS = 40;
    private static final String LARGE = "x".repeat(60_000);
    private static final int PIPELINED = 100;

    @TempDir
    Path directory;

    private ServerProcess server(Map<String, String> environment, String config)
            throws IOException {
        return LabRun.server(directory, directory.resolve("data"), environment, config);
    }

    @Test
    void f8_withoutDescriptorsAcceptingPausesAndOpenConnectionsAndTheLogGoOn() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerProcess server = server(Map.of(),
                "log: {memtables: 8MiB, wal-bytes: 8MiB}\n" + LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            try (RawWebSocket open = RawWebSocket.centrifuge(server)) {
                open.send("{\"id\":1,\"connect\":{}}");
                assertThat(open.read()).contains("\"connect\"");
                limitDescriptors(server.pid(), descriptors(server.pid()) + SPARE_DESCRIPTORS);
                for (int n = 0; n < 3 * SPARE_DESCRIPTORS; n++) {
                    crowd.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
                }
                await().atMost(Duration.ofSeconds(10)).until(
                        () -> server.output().contains("can't accept connections"));
                // More than the write-ahead log and the memtables hold: files are made.
                for (int n = 2; n < 500; n++) {
                    open.send("{\"id\":%d,\"publish\":{\"channel\":\"room\",\"data\":\"%s\"}}"
                            .formatted(n, LARGE));
                    assertThat(open.read()).contains("\"publish\":{}");
                }
                for (Socket one : crowd) {
                    one.close();
                }
                await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(
                        () -> http.get("/health/ready").statusCode() == 200);
                assertThat(ChannelHttp.json(http.get("/c/room?limit=1").body()).get("offset")
                        .asLong()).isEqualTo(498);
            }
        } finally {
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    private static void limitDescriptors(long pid, long limit) throws Exception {
        assertThat(new ProcessBuilder("prlimit", "--pid", "" + pid,
                "--nofile=" + limit + ":" + limit).start().waitFor()).isZero();
    }

    @Test
    void f9_moreThanMayBeOnItsWayIsRefusedBeforeMemoryRunsOut() throws Exception {
        FaultShim shim = new FaultShim(directory);
        Map<String, String> environment = new TreeMap<>(shim.environment());
        environment.put("TIDINGS_JAVA_OPTS", "-Xmx96m -XX:MaxDirectMemorySize=64m");
        try (shim;
                ServerProcess server = server(environment,
                        "limits: {publish-bytes: 8MiB}\n" + LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            shim.delaySyncs(500);
            Map<Long, String> acked = new ConcurrentSkipListMap<>();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> publishers = IntStream.range(0, 400).mapToObj(n -> Thread.ofVirtual()
                    .start(() -> publish(http, "large " + n + LARGE, acked, refused))).toList();
            for (Thread publisher : publishers) {
                publisher.join();
            }
            assertThat(refused).hasPositiveValue();
            assertThat(acked).isNotEmpty();
            shim.delaySyncs(0);
            assertThat(http.post("room", "small").statusCode()).isEqualTo(200);
            assertThat(server.alive()).isTrue();
            assertThat(http.whole("room").entries()).containsAllEntriesOf(acked);
        }
    }

    /// To channels that are not in memory: each waits for its own to load, before any is at the log.
    @Test
    void f9_publishesThatArePipelinedAreRefusedBeforeMemoryRunsOut() throws Exception {
        List<RawWebSocket> sockets = new ArrayList<>();
        try (ServerProcess server = server(Map.of("TIDINGS_JAVA_OPTS", "-Xmx128m"),
                LabRun.KEEP_ALL); ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            for (int n = 0; n < 60; n++) {
                RawWebSocket socket = RawWebSocket.centrifuge(server);
                sockets.add(socket);
                socket.send("{\"id\":1,\"connect\":{}}");
                assertThat(socket.read()).contains("\"connect\"");
            }
            AtomicInteger answered = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < sockets.size(); n++) {
                RawWebSocket socket = sockets.get(n);
                String prefix = "c/" + n + "/";
                threads.add(Thread.ofVirtual().start(() -> pipeline(socket, prefix)));
                threads.add(Thread.ofVirtual().start(() -> readAnswers(socket, answered)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(answered).hasValue(60 * PIPELINED);
            assertThat(http.post("room", "small").statusCode()).isEqualTo(200);
        } finally {
            for (RawWebSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void pipeline(RawWebSocket socket, String prefix) {
        try {
            for (int n = 0; n < PIPELINED; n++) {
                socket.send("{\"id\":%d,\"publish\":{\"channel\":\"%s%d\",\"data\":\"%s\"}}"
                        .formatted(2 + n, prefix, n, LARGE));
            }
        } catch (IOException e) {
            // What is missing is seen by who counts the answers.
        }
    }

    private static void readAnswers(RawWebSocket socket, AtomicInteger answered) {
        try {
            for (int seen = 0; seen < PIPELINED;) {
                String message = socket.read();
                if (!message.startsWith("{")) {
                    return; // it was closed
                }
                for (String line : message.split("\n")) {
                    boolean answer = line.startsWith("{\"id\"");
                    seen += answer ? 1 : 0;
                    answered.addAndGet(answer ? 1 : 0);
                }
            }
        } catch (IOException e) {
            // As above.
        }
    }

    private static void publish(ChannelHttp http, String text, Map<Long, String> acked,
            AtomicInteger refused) {
        try {
            var response = http.post("room", text);
            if (response.statusCode() == 200) {
                acked.put(ChannelHttp.json(response.body()).get("offset").asLong(), text);
            } else {
                refused.addAndGet(response.statusCode() == 503 ? 1 : 0);
            }
        } catch (IOException e) {
            // The process ended, in the test that is about that.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void f9_aProcessThatRunsOutOfMemoryEndsAndIsNoZombie() throws Exception {
        FaultShim shim = new FaultShim(directory);
        Map<String, String> environment = new TreeMap<>(shim.environment());
        environment.put("TIDINGS_JAVA_OPTS", "-Xms16m -Xmx40m");
        Map<Long, String> acked = new ConcurrentSkipListMap<>();
        try (shim;
                ServerProcess server = server(environment,
                        "limits: {tail-bytes: 1GiB}\n" + LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            for (int n = 0; n < 10; n++) {
                publish(http, "before " + n, acked, new AtomicInteger());
            }
            for (int n = 0; n < 1_500; n++) {
                String text = "large " + n + LARGE;
                Thread.ofVirtual().start(() -> publish(http, text, acked, new AtomicInteger()));
            }
            assertThat(server.awaitEnd()).isNotZero();
        }
        try (ServerProcess again = server(Map.of(), LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(again.url())) {
            again.start();
            assertThat(acked).hasSizeGreaterThanOrEqualTo(10);
            assertThat(http.whole("room").entries()).containsAllEntriesOf(acked);
        }
    }

    /// Longer than a ping and its pong may take: nobody is to blame for what the server slept.
    @Test
    void f10_afterAStopEverybodyIsStillThereAndNothingIsLost() throws Exception {
        List<RawWebSocket> sockets = new ArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        try (ServerProcess server = server(Map.of(),
                "limits: {centrifuge: {ping-interval: 1s, pong-timeout: 800ms}}\n"
                        + LabRun.KEEP_ALL);
                ChannelHttp http = new ChannelHttp(server.url())) {
            server.start();
            for (int n = 0; n < 20; n++) {
                RawWebSocket socket = RawWebSocket.centrifuge(server);
                sockets.add(socket);
                socket.send("{\"id\":1,\"connect\":{}}\n"
                        + "{\"id\":2,\"subscribe\":{\"channel\":\"room\"}}");
                Thread.ofVirtual().start(() -> attend(socket, received, ended));
            }
            await().until(() -> http.api("presence_stats", "{\"channel\":\"room\"}")
                    .contains("\"num_clients\":20"));
            signal(server.pid(), "STOP");
            Thread publisher = Thread.ofVirtual().start(() -> publish(http, "meanwhile",
                    new TreeMap<>(), new AtomicInteger()));
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
            signal(server.pid(), "CONT");
            publisher.join();
            await().atMost(Duration.ofSeconds(10)).until(() -> received.get() == 20);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            assertThat(ended).hasValue(0);
            assertThat(http.post("room", "afterwards").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(10)).until(() -> received.get() == 40);
            assertThat(http.whole("room").entries().values()).containsExactly("meanwhile",
                    "afterwards");
        } finally {
            for (RawWebSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void attend(RawWebSocket socket, AtomicInteger received,
            AtomicInteger ended) {
        try {
            while (true) {
                String frame = socket.read();
                if (frame.equals("end") || frame.startsWith("close")) {
                    ended.incrementAndGet();
                    return;
                }
                if (frame.equals("{}")) {
                    socket.send("{}");
                } else if (frame.contains("\"pub\"")) {
                    received.incrementAndGet();
                }
            }
        } catch (IOException e) {
            ended.incrementAndGet();
        }
    }

    private static void signal(long pid, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor()).isZero();
    }
}
