package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.system.ChannelHttp;
import tidings.system.RawWebSocket;
import tidings.system.ServerProcess;
import tidings.system.lab.fault.LogFiles;

/// What the packaged server makes of a data directory that is not as it left it.
class DamageTest {
    private static final int REFUSED = 1;
    private static final int IN_TABLES = 300;
    private static final int IN_LOG = 200;

    @TempDir
    static Path directory;
    /// As a kill left it: some entries in tables, the rest in the write-ahead log.
    private static Path whole = Path.of("");
    private static String epoch = "";

    /// @param says what must be in the one line that stops the start
    record Damage(String what, Function<Path, Path> file, Harm harm, String says) {
        @Override
        public String toString() {
            return what;
        }
    }

    enum Harm {
        BIT, SHORT, ZEROS, MISSING
    }

    static Stream<Damage> damages() {
        return Stream.of(
                new Damage("a flipped bit in the write-ahead log", DamageTest::largestLog,
                        Harm.BIT, "acknowledged"),
                new Damage("a short write-ahead log", DamageTest::largestLog, Harm.SHORT,
                        "acknowledged"),
                new Damage("zeros at the end of the write-ahead log", DamageTest::largestLog,
                        Harm.ZEROS, "acknowledged"),
                new Damage("a missing write-ahead log", DamageTest::largestLog,
                        Harm.MISSING, "acknowledged"),
                new Damage("a short table", data -> largest(data, ".sst"), Harm.SHORT,
                        "refuses to open"),
                new Damage("a missing table", data -> largest(data, ".sst"), Harm.MISSING,
                        "refuses to open"),
                new Damage("a flipped bit in the MANIFEST", data -> largest(data, "MANIFEST"),
                        Harm.BIT, "refuses to open"),
                new Damage("a missing MANIFEST", data -> largest(data, "MANIFEST"), Harm.MISSING,
                        "refuses to open"),
                new Damage("a flipped bit in CURRENT", data -> data.resolve("store/CURRENT"),
                        Harm.BIT, "refuses to open"),
                new Damage("a missing CURRENT", data -> data.resolve("store/CURRENT"),
                        Harm.MISSING, "is missing"),
                new Damage("a short witness", data -> data.resolve("witness"), Harm.SHORT,
                        "witness"),
                new Damage("a missing witness", data -> data.resolve("witness"), Harm.MISSING,
                        "witness"),
                new Damage("a flipped bit in the marker", data -> data.resolve("marker"), Harm.BIT,
                        "marker"),
                new Damage("a short marker", data -> data.resolve("marker"), Harm.SHORT,
                        "marker"),
                new Damage("a missing marker", data -> data.resolve("marker"), Harm.MISSING,
                        "marker"));
    }

    @BeforeAll
    static void writeAndKill() throws Exception {
        whole = directory.resolve("whole/data");
        Files.createDirectory(directory.resolve("whole"));
        try (ServerProcess server = server("whole"); ChannelHttp http = http(server)) {
            server.start();
            publish(http, "room", 0, IN_TABLES);
            publish(http, "other", 0, 5);
            assertThat(server.terminate()).isZero();
            server.start();
            publish(http, "room", IN_TABLES, IN_LOG);
            epoch = http.whole("room").epoch();
            server.kill();
        }
    }

    private static ServerProcess server(String name, String... arguments) {
        return ServerProcess.prepare(directory.resolve(name), directory.resolve(name + "/data"),
                Map.of(), arguments);
    }

    private static ChannelHttp http(ServerProcess server) {
        return new ChannelHttp(server.url());
    }

    private static void publish(ChannelHttp http, String channel, int from, int count)
            throws Exception {
        for (int n = from; n < from + count; n++) {
            assertThat(http.post(channel, text(n), "Content-Type", "text/plain").statusCode())
                    .isEqualTo(200);
        }
    }

    private static String text(int n) {
        return "entry %d %s".formatted(n, Integer.toHexString(n * 77_777).repeat(20));
    }

    /// The same store in another place, with the same marker: no copy, as far as anybody knows.
    private static Path another(String name) throws IOException {
        Path data = directory.resolve(name + "/data");
        copy(whole, data);
        Files.delete(data.resolve("marker"));
        Files.createLink(data.resolve("marker"), whole.resolve("marker"));
        return data;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Path largest(Path data, String part) {
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path largestLog(Path data) {
        try {
            return LogFiles.largest(data.resolve("store"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void harm(Path file, Harm harm) throws IOException {
        // A copy of its own: what is a link elsewhere stays as it is.
        byte[] bytes = Files.readAllBytes(file);
        int written = (int) LogFiles.written(file);
        Files.delete(file);
        switch (harm) {
            case BIT -> {
                bytes[written / 2] ^= 0x10;
                Files.write(file, bytes);
            }
            case SHORT -> Files.write(file, Arrays.copyOf(bytes, written * 2 / 3));
            case ZEROS -> {
                Arrays.fill(bytes, written * 2 / 3, written, (byte) 0);
                Files.write(file, bytes);
            }
            case MISSING -> {
                // It stays away.
            }
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void f7_whatCanNotBeProvenWholeStopsTheStartAndAcceptedLossChangesTheEpoch(Damage damage)
            throws Exception {
        String name = damage.what().replace(' ', '-');
        Path data = another(name);
        harm(damage.file().apply(data), damage.harm());
        try (ServerProcess server = server(name); ChannelHttp http = http(server)) {
            assertThat(server.startAndAwaitEnd()).isEqualTo(REFUSED);
            assertThat(server.output()).contains(damage.says());
            assertThat(server.output().lines().filter(line -> line.startsWith("tidings: ")))
                    .as(server.output()).hasSize(1);
            if (server.tryStart("--accept-loss")) {
                ChannelHttp.Whole left = http.whole("room");
                assertThat(left.epoch()).isNotEqualTo(epoch);
                assertThat(left.entries().values()).containsExactlyElementsOf(
                        IntStream.range(0, left.entries().size()).mapToObj(DamageTest::text)
                                .toList());
                publish(http, "room", left.entries().size(), 1);
                System.out.printf("F7 %s: refused; with --accept-loss %d of %d entries, another"
                        + " epoch%n", damage, left.entries().size(), IN_TABLES + IN_LOG);
            } else {
                assertThat(server.output()).contains("restore a backup");
                System.out.printf("F7 %s: refused, with --accept-loss too%n", damage);
            }
        }
    }

    @Test
    void f7_aDamagedBlockFailsTheReadThatMeetsItAndTheRestGoesOn() throws Exception {
        Path data = another("block");
        Path table = largest(data, ".sst");
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(200);
            int before = file.read();
            file.seek(200);
            file.write(before ^ 0x10);
        }
        try (ServerProcess server = server("block"); ChannelHttp http = http(server)) {
            server.start();
            var answers = List.of(http.get("/c/room?limit=1000&after=0"),
                    http.get("/c/other?limit=1000&after=0"));
            assertThat(answers).anySatisfy(answer -> {
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("damaged");
            });
            assertThat(http.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(http.get("/health/ready").body()).contains(".sst");
            publish(http, "room", IN_TABLES + IN_LOG, 1);
            assertThat(http.get("/c/room?limit=1").body())
                    .contains(text(IN_TABLES + IN_LOG));
            assertThat(http.whole("room2").epoch()).isNotEmpty();
        }
    }

    @Test
    void f7_undamagedItOpensAsItWas() throws Exception {
        another("undamaged");
        try (ServerProcess server = server("undamaged"); ChannelHttp http = http(server)) {
            server.start();
            assertThat(http.whole("room").epoch()).isEqualTo(epoch);
            assertThat(http.whole("room").entries()).hasSize(IN_TABLES + IN_LOG);
        }
    }

    @Test
    void f23_aNewerFormatIsRefusedAndNotTouched() throws Exception {
        Path data = another("newer");
        byte[] bytes = Files.readAllBytes(data.resolve("marker"));
        Files.delete(data.resolve("marker"));
        bytes[15]++;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        Files.write(data.resolve("marker"), bytes);
        Map<String, Long> before = listing(data);
        try (ServerProcess server = server("newer")) {
            assertThat(server.startAndAwaitEnd()).isEqualTo(REFUSED);
            assertThat(server.output()).contains("was written by a newer Tidings");
        }
        assertThat(listing(data)).isEqualTo(before);
    }

    private static Map<String, Long> listing(Path data) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            all.filter(Files::isRegularFile).forEach(file -> files
                    .put(data.relativize(file).toString(), file.toFile().length()));
        }
        return files;
    }

    @Test
    void f24_aCopyHasOtherEpochsAndWhoeverKnowsTheOriginalIsTold() throws Exception {
        copy(whole, directory.resolve("copy/data"));
        try (ServerProcess server = server("copy"); ChannelHttp http = http(server)) {
            server.start();
            assertThat(http.whole("room").epoch()).isNotEqualTo(epoch);
            assertThat(http.whole("room").entries()).hasSize(IN_TABLES + IN_LOG);
            assertTold(server, http, IN_TABLES);
        }
    }

    @Test
    void f24_aRestoredBackupHasOtherEpochsAndWhoeverIsAheadOfItIsTold() throws Exception {
        Path data = another("restored");
        Path backup = directory.resolve("backup");
        copy(data, backup);
        try (ServerProcess server = server("restored"); ChannelHttp http = http(server)) {
            server.start();
            publish(http, "room", IN_TABLES + IN_LOG, 20);
            assertThat(http.whole("room").epoch()).isEqualTo(epoch);
            server.kill();
            delete(data);
            copy(backup, data);
            server.start();
            assertThat(http.whole("room").epoch()).isNotEqualTo(epoch);
            assertThat(http.whole("room").entries()).hasSize(IN_TABLES + IN_LOG);
            // Ahead of what there is, and at what there was before.
            assertTold(server, http, IN_TABLES + IN_LOG + 20);
            assertTold(server, http, IN_TABLES);
        }
    }

    private static void assertTold(ServerProcess server, ChannelHttp http, int offset)
            throws Exception {
        assertThat(http.get("/c/room", "Accept", "text/event-stream", "Last-Event-ID",
                epoch + ":" + offset).statusCode()).isEqualTo(410);
        try (RawWebSocket socket = RawWebSocket.centrifuge(server)) {
            socket.send(("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"room\","
                    + "\"recover\":true,\"epoch\":\"%s\",\"offset\":%d}}").formatted(epoch,
                            offset));
            assertThat(socket.read()).contains("\"connect\"");
            assertThat(socket.read()).contains("\"subscribe\"", "\"was_recovering\":true")
                    .doesNotContain("\"recovered\":true", epoch);
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder,
                    @org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
