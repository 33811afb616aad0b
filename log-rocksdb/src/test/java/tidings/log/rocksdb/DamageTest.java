package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.testkit.log.LogTester.name;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.testkit.log.LogTester;

/// What damage at rest leads to: the start is refused with a reason, or the read that meets it is;
/// never fewer entries under the same epoch, and nothing is deleted.
class DamageTest {
    private static final ChannelName ROOM = name("room");
    private static final int ENTRIES = 300;

    private final Path directory = RocksLogHarness.newDirectory();
    private final Path store = directory.resolve("store");
    private Position head = new Position("", 0);
    private String incarnation = "";

    /// A store whose entries are all in the write-ahead log, as a kill leaves it.
    @BeforeEach
    void writeAndKill() throws Exception {
        writeAndKill(ENTRIES, _ -> 100);
    }

    /// @param bytes of the nth entry
    private void writeAndKill(int entries, IntUnaryOperator bytes) throws Exception {
        Path running = RocksLogHarness.newDirectory();
        try (RocksLogHarness harness = new RocksLogHarness(running)) {
            LogTester log = new LogTester(harness);
            incarnation = harness.log().incarnation();
            LogChannel channel = log.open(ROOM);
            for (int i = 0; i < entries; i++) {
                head = log.publish(channel, text(i, bytes))
                        .getFirst();
            }
            takeOver(running);
        }
    }

    private static String text(int n, IntUnaryOperator bytes) {
        return "entry %d %s".formatted(n, "x".repeat(bytes.applyAsInt(n)));
    }

    /// Hard links: the files of a running log as they are now, marker included.
    private void takeOver(Path running) throws IOException {
        Files.createDirectories(store);
        for (Path file : files(running, "marker", "witness")) {
            Files.createLink(directory.resolve(running.relativize(file)), file);
        }
        Files.delete(directory.resolve("witness"));
        Files.copy(running.resolve("witness"), directory.resolve("witness"));
        for (Path file : files(running.resolve("store"), "")) {
            if (!file.endsWith("LOCK")) {
                Files.copy(file, store.resolve(file.getFileName()));
            }
        }
    }

    private static List<Path> files(Path directory, String... names) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> Stream.of(names)
                    .anyMatch(n -> f.getFileName().toString().startsWith(n))).sorted().toList();
        }
    }

    private Path newestWal() throws IOException {
        return wals().getLast();
    }

    /// In which there is anything.
    private List<Path> wals() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(f -> f.toString().endsWith(".log") && written(f) > 0).sorted()
                    .toList();
        }
    }

    /// A log is longer than what is in it: zeros follow.
    private static int written(Path wal) {
        try {
            byte[] bytes = Files.readAllBytes(wal);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sizeOf(Path file) {
        return file.toFile().length();
    }

    private static void flipBit(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int b = bytes.read();
            bytes.seek(at);
            bytes.write(b ^ 0x10);
        }
    }

    private static void setLength(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }

    private RocksLogHarness open() {
        return new RocksLogHarness(directory);
    }

    private void assertRefused(String... reasons) {
        List<String> before = listing();
        assertThatThrownBy(this::open).hasMessageContainingAll(reasons)
                .hasMessageNotContaining("\n");
        assertThat(listing()).containsAll(before.stream()
                .filter(f -> f.contains(".log") || f.contains(".sst") || f.contains("witness"))
                .toList());
    }

    private List<String> listing() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> directory.relativize(f) + " "
                            + (f.toString().endsWith(".log") ? written(f) : sizeOf(f)))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Opens with `--accept-loss`: another epoch, and a clean prefix of what there was.
    private void assertOpensUnderANewEpoch() {
        try (RocksLogHarness harness = new RocksLogHarness(directory,
                c -> c.withAcceptLoss(true))) {
            LogTester log = new LogTester(harness);
            Position now = log.head(ROOM);
            assertThat(now.epoch()).isNotEqualTo(head.epoch());
            assertThat(harness.log().incarnation()).isNotEqualTo(incarnation);
            assertThat(now.offset()).isLessThanOrEqualTo(head.offset());
            Position next = log.publish(log.open(ROOM), "after").getFirst();
            assertThat(next).isEqualTo(new Position(now.epoch(), now.offset() + 1));
        }
        try (RocksLogHarness harness = open()) {
            assertThat(new LogTester(harness).head(ROOM).epoch()).isNotEqualTo(head.epoch());
        }
    }

    @Test
    void undamagedOpensUnderTheSameEpoch() {
        try (RocksLogHarness harness = open()) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
            assertThat(harness.log().incarnation()).isEqualTo(incarnation);
        }
    }

    @Test
    void flippedBitInTheMiddleOfTheWalRefuses() throws Exception {
        flipBit(newestWal(), written(newestWal()) / 2);
        assertRefused("acknowledged", "--accept-loss");
        assertRefused("acknowledged", "--accept-loss");
        assertOpensUnderANewEpoch();
    }

    @Test
    void flippedBitInTheLastWalRecordRefuses() throws Exception {
        flipBit(newestWal(), written(newestWal()) - 3);
        assertRefused("acknowledged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void shortWalRefuses() throws Exception {
        setLength(newestWal(), written(newestWal()) - 10_000);
        assertRefused("acknowledged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void zerosAtTheEndOfTheWalRefuse() throws Exception {
        long length = sizeOf(newestWal());
        setLength(newestWal(), written(newestWal()) - 10_000);
        setLength(newestWal(), length);
        assertRefused("acknowledged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void flippedBitBehindWhatWasWrittenCostsNothing() throws Exception {
        assertThat(sizeOf(newestWal())).isGreaterThan(written(newestWal()) + 100_000);
        flipBit(newestWal(), written(newestWal()) + 50_000);
        try (RocksLogHarness harness = open()) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    /// A kill right after a log was followed by the next one, before it was closed.
    @Test
    void aLogThatNobodyClosedIsCutToWhatIsInIt() throws Exception {
        deleteAll(directory);
        IntUnaryOperator bytes = n -> n % 20 == 0 ? 30 * n : 300;
        writeAndKill(3_000, bytes);
        assertThat(wals()).hasSizeGreaterThan(1);
        for (Path wal : wals()) {
            setLength(wal, 8 << 20);
        }
        try (RocksLogHarness harness = open()) {
            LogTester log = new LogTester(harness);
            assertThat(log.head(ROOM)).isEqualTo(head);
            for (int n = 0; n < 3_000; n++) {
                assertThat(log.texts(ROOM, new ReadFrom.After(n)).getFirst())
                        .isEqualTo(text(n, bytes));
            }
        }
    }

    @Test
    void missingWalRefuses() throws Exception {
        Files.delete(newestWal());
        assertThatThrownBy(this::open).hasMessageContaining("--accept-loss");
        assertOpensUnderANewEpoch();
    }

    @Test
    void missingStoreRefuses() throws Exception {
        deleteAll(store);
        assertThatThrownBy(this::open).hasMessageContaining("is missing");
        assertOpensUnderANewEpoch();
    }

    @Test
    void tornTailThatNobodyWasToldOfIsDropped() throws Exception {
        try (RandomAccessFile wal = new RandomAccessFile(newestWal().toFile(), "rw")) {
            wal.seek(written(newestWal()));
            wal.write(new byte[]{1, 2, 3, 4, 0, 1, 1, 7, 7});
        }
        try (RocksLogHarness harness = open()) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    /// RocksDB alone would read such a record for ever.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 7, 8, 9, 10, 11, 130, 131, 255})
    void f3_aTornTailOfAnyTypeIsDropped(int type) throws Exception {
        try (RandomAccessFile wal = new RandomAccessFile(newestWal().toFile(), "rw")) {
            wal.seek(written(newestWal()));
            wal.write(new byte[]{1, 2, 3, 4, 1, 0, (byte) type, 7, 7, 7, 7, 7, 7});
        }
        try (RocksLogHarness harness = open()) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    @Test
    void f7_aFlippedBitInTheTypeOfALogRecordRefuses() throws Exception {
        byte[] wal = Files.readAllBytes(newestWal());
        int record = 0;
        for (int n = 0; n < ENTRIES / 2; n++) {
            record += 7 + (wal[record + 4] & 0xff) + ((wal[record + 5] & 0xff) << 8);
        }
        wal[record + 6] ^= 4; // 1 is a full record, 5 one of a recycled log
        Files.write(newestWal(), wal);
        assertRefused("acknowledged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void f7_aFlippedBitInTheTypeOfAManifestRecordRefuses() throws Exception {
        Path manifest = files(store, "MANIFEST-").getLast();
        byte[] bytes = Files.readAllBytes(manifest);
        int second = 7 + (bytes[4] & 0xff) + ((bytes[5] & 0xff) << 8);
        bytes[second + 6] ^= 4;
        Files.write(manifest, bytes);
        assertRefused("refuses to open");
    }

    @Test
    void damagedWitnessRefuses() throws Exception {
        flipBit(directory.resolve("witness"), 5);
        flipBit(directory.resolve("witness"), 16 + 6);
        assertRefused("witness", "damaged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void missingWitnessRefuses() throws Exception {
        Files.delete(directory.resolve("witness"));
        assertRefused("witness", "missing");
        assertOpensUnderANewEpoch();
    }

    @Test
    void damagedMarkerRefuses() throws Exception {
        Path marker = directory.resolve("marker");
        byte[] bytes = Files.readAllBytes(marker);
        bytes[20] ^= 1;
        Files.write(marker, bytes);
        assertRefused("marker", "damaged");
        assertOpensUnderANewEpoch();
    }

    @Test
    void missingMarkerRefuses() throws Exception {
        Files.delete(directory.resolve("marker"));
        assertRefused("marker", "missing");
        assertOpensUnderANewEpoch();
    }

    @Test
    void missingTableRefuses() throws Exception {
        open().close();
        try (Stream<Path> files = Files.list(store)) {
            Files.delete(files.filter(f -> f.toString().endsWith(".sst"))
                    .max(Comparator.comparingLong(DamageTest::sizeOf)).orElseThrow());
        }
        assertThatThrownBy(this::open).hasMessageContaining("refuses to open");
    }

    @Test
    void damagedBlockFailsTheReadThatMeetsItAlone() throws Exception {
        try (RocksLogHarness harness = open()) {
            LogTester log = new LogTester(harness);
            LogChannel many = log.open("many");
            for (int i = 0; i < 300; i++) {
                log.publish(many, "%d %s".formatted(i, Integer.toHexString(i * 77777)
                        .repeat(40)));
            }
        }
        Path table;
        try (Stream<Path> files = Files.list(store)) {
            table = files.filter(f -> f.toString().endsWith(".sst"))
                    .max(Comparator.comparingLong(DamageTest::sizeOf)).orElseThrow();
        }
        flipBit(table, 200);
        try (RocksLogHarness harness = open()) {
            LogTester log = new LogTester(harness);
            LogChannel room = log.open(ROOM);
            List<ReadAnswer> answers = Stream.of(ROOM, name("many"))
                    .map(n -> log.read(n, new ReadFrom.Oldest())).toList();
            assertThat(answers).anySatisfy(a -> assertThat(a).isInstanceOfSatisfying(
                    ReadAnswer.Failed.class, f -> assertThat(f.refusal())
                            .isInstanceOf(LogRefusal.Damaged.class)));
            assertThat(harness.log().status().problems()).anySatisfy(
                    p -> assertThat(p).contains("can't be read whole", ".sst"));
            log.publish(room, "goes on");
            assertThat(log.texts(ROOM, new ReadFrom.Before(Long.MAX_VALUE)).getFirst())
                    .isEqualTo("goes on");
        }
    }

    @Test
    void newerFormatIsRefused() throws Exception {
        Path marker = directory.resolve("marker");
        byte[] bytes = Files.readAllBytes(marker);
        bytes[15] = 2;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        java.nio.ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        Files.write(marker, bytes);
        assertRefused("newer Tidings", "format 2");
    }

    private static void deleteAll(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }

}
