package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.testkit.log.LogTester.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.Position;
import tidings.log.ReadFrom;
import tidings.testkit.log.LogTester;

/// Whose directory it is, whether it is a copy, and what a new boot means.
class DirectoryTest {
    private static final ChannelName ROOM = name("room");

    private final Path directory = RocksLogHarness.newDirectory();

    private Position publishAndClose() {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            return log.publish(log.open(ROOM), "a", "b").getLast();
        }
    }

    static void copy(Path from, Path to) throws IOException {
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

    @Test
    void copyGetsAnotherIncarnationAndTheOriginalKeepsItsOwn() throws Exception {
        Position head = publishAndClose();
        Path copy = RocksLogHarness.newDirectory();
        copy(directory, copy);
        Position copied;
        try (RocksLogHarness harness = new RocksLogHarness(copy)) {
            LogTester log = new LogTester(harness);
            copied = log.head(ROOM);
            assertThat(copied.offset()).isEqualTo(head.offset());
            assertThat(copied.epoch()).isNotEqualTo(head.epoch());
            assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("a", "b");
        }
        try (RocksLogHarness harness = new RocksLogHarness(copy)) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(copied);
        }
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    @Test
    void movedDirectoryIsTheSame() throws Exception {
        Position head = publishAndClose();
        Path moved = directory.resolveSibling(directory.getFileName() + "-moved");
        Files.move(directory, moved);
        try (RocksLogHarness harness = new RocksLogHarness(moved)) {
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    @Test
    void cleanStopKeepsTheEpochOverABootUnderAnySync() throws Exception {
        Position head;
        try (RocksLogHarness harness = new RocksLogHarness(directory,
                c -> c.withSync(new Sync.Os()))) {
            LogTester log = new LogTester(harness);
            head = log.publish(log.open(ROOM), "a").getFirst();
            harness.log().close();
            harness.reboot("another-boot");
            harness.open();
            assertThat(new LogTester(harness).head(ROOM)).isEqualTo(head);
        }
    }

    @Test
    void uncleanStopUnderWeakSyncChangesTheEpochOnlyAfterABoot() throws Exception {
        AckedByChild acked = new AckedByChild();
        Process child = AckedByChild.start(directory, "os", "run");
        acked.readAndKill(child, 20);
        child.waitFor();
        ChannelName name = name(AckingChild.channelName(0));
        Position sameBoot;
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            sameBoot = new LogTester(harness).head(name);
        }
        assertThat(sameBoot.offset()).isPositive();
        Process second = AckedByChild.start(directory, "os", "run2");
        new AckedByChild().readAndKill(second, 20);
        second.waitFor();
        try (RocksLogHarness harness = RocksLogHarness.afterBoot(directory, "another-boot")) {
            Position other = new LogTester(harness).head(name);
            assertThat(other.epoch()).isNotEqualTo(sameBoot.epoch());
        }
    }

    @Test
    void directoryInUseIsRefused() {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            assertThat(harness.log().shardCount()).isEqualTo(16);
            assertThatThrownBy(() -> new RocksLogHarness(directory))
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void foreignDirectoryIsRefusedAndLeftAlone() throws Exception {
        Path note = Files.writeString(directory.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> new RocksLogHarness(directory))
                .hasMessageContaining("is not a Tidings data directory")
                .hasMessageContaining("thesis.txt");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.toList()).isEqualTo(List.of(note));
        }
    }

    @Test
    void fileInPlaceOfADirectoryIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> new RocksLogHarness(file))
                .hasMessageContaining("can't be used as a data directory");
    }

    @Test
    void shardsOfADirectoryDoNotChange() throws Exception {
        publishAndClose();
        try (RocksLogHarness harness = new RocksLogHarness(directory,
                c -> new RocksLogConfig(c.directory(), 5, c.sync(), c.idempotencyWindow(),
                        c.channelsMax(), c.channelRecordAge(), c.storeBytesMax(),
                        c.minFreeBytes(), c.memtableBytes(), c.blockCacheBytes(),
                        c.walBytesMax(), c.readerThreads(), c.batchEntriesMax(),
                        c.batchBytesMax(), c.acceptLoss(), c.nativeLibraryFolder()))) {
            assertThat(harness.log().shardCount()).isEqualTo(16);
        }
    }
}
