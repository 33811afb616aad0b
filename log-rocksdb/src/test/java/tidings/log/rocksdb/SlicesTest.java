package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.Outcome;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.testkit.log.LogTester;

/// What is dropped, when, and that it comes off the disk.
class SlicesTest {
    private static final ChannelName ROOM = name("room");
    private static final LogRetention HOUR = keep(Duration.ofHours(1));

    private final Path directory = RocksLogHarness.newDirectory();
    private final Random random = new Random(1);

    private static LogRetention keep(Duration age) {
        return new LogRetention(Long.MAX_VALUE, age, Long.MAX_VALUE);
    }

    /// How many entries of each class are on disk, whatever readers may see.
    private static Map<SliceClass, Integer> onDisk(Store store) throws RocksDBException {
        Map<SliceClass, Integer> counts = new HashMap<>();
        try (ReadOptions options = new ReadOptions().setTotalOrderSeek(true);
                RocksIterator iterator = store.db.newIterator(store.entries, options)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                counts.merge(SliceClass.ofCode(iterator.key()[0]), 1, Integer::sum);
            }
            iterator.status();
        }
        return counts;
    }

    private Message incompressible(int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        return new Message(payload, PayloadKind.BYTES, null, Map.of(), null);
    }

    @Test
    void f6_aFullDiskKeepsNoSliceFromBeingDropped() throws Exception {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, HOUR, "a", "b");
            harness.freeBytes.set(1000);
            harness.passTime(Duration.ofMinutes(70));
            assertThat(log.outcome(log.append(channel, "refused"))).isInstanceOfSatisfying(
                    Outcome.Refused.class,
                    r -> assertThat(r.refusal()).isInstanceOf(LogRefusal.DiskFull.class));
            assertThat(onDisk(harness.log().store())).isEmpty();
            harness.freeBytes.set(RocksLogHarness.ENOUGH_FREE_BYTES);
            harness.passTime(Duration.ofSeconds(2));
            assertThat(log.publish(channel, HOUR, "c").getFirst().offset()).isEqualTo(3);
        }
    }

    @Test
    void slicePastItsAgeIsGoneFromReadsAndDisk() throws Exception {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, HOUR, "a", "b");
            log.publish(log.open("other"), keep(Duration.ofDays(7)), "week");
            harness.passTime(Duration.ofMinutes(50));
            log.publish(channel, HOUR, "c");
            harness.passTime(Duration.ofMinutes(20));
            assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("c");
            assertThat(log.read(ROOM, new ReadFrom.After(0)))
                    .isEqualTo(new ReadAnswer.TooOld(new Position(channel.epoch(), 3), 3));
            assertThat(onDisk(harness.log().store()))
                    .isEqualTo(Map.of(SliceClass.HOUR, 1, SliceClass.WEEK, 1));
        }
    }

    @Test
    void dropThatAStopCutShortIsRepeated() throws Exception {
        int slice;
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            log.publish(log.open(ROOM), HOUR, "a", "b");
            slice = SliceClass.HOUR.sliceAt(harness.time.wallMs());
            harness.log().close();
            noteDrop(slice + 1);
            harness.open();
            log = new LogTester(harness);
            harness.passTime(Duration.ZERO);
            assertThat(log.texts(ROOM, new ReadFrom.Oldest())).isEmpty();
            assertThat(log.read(ROOM, new ReadFrom.After(0)))
                    .isInstanceOf(ReadAnswer.TooOld.class);
            assertThat(onDisk(harness.log().store())).isEmpty();
            Meta meta = Meta.read(harness.log().store());
            assertThat(meta.deletedBelow[SliceClass.HOUR.code]).isEqualTo(slice + 1);
        }
    }

    /// Only the first step of a drop: a kill right after it.
    private void noteDrop(int below) throws RocksDBException {
        try (Store store = Store.open(directory.resolve("store"),
                RocksLogHarness.smallConfig(directory), false, Store.Recovery.VERIFIED);
                WriteBatch batch = new WriteBatch();
                WriteOptions synced = new WriteOptions().setSync(true)) {
            Meta.putSlices(batch, store, SliceClass.HOUR, below, 0);
            store.db.write(synced, batch);
        }
    }

    @Test
    void sequencesGoOnAfterTheOrderIsDropped() {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, HOUR, "a", "b", "c");
            long last = lastSequence(log, channel);
            harness.passTime(Duration.ofDays(40));
            harness.restart();
            log = new LogTester(harness);
            channel = log.open(ROOM);
            log.publish(channel, HOUR, "d");
            assertThat(lastSequence(log, channel)).isGreaterThan(last);
        }
    }

    private static long lastSequence(LogTester log, LogChannel channel) {
        return log.shards().get(channel.shard()).entries().stream().mapToLong(Entry::sequence)
                .max().orElseThrow();
    }

    @Test
    void oldestSliceGoesWhenTheStoreIsTooLarge() throws Exception {
        try (RocksLogHarness harness = new RocksLogHarness(directory,
                c -> c.withStore(64 << 20, 8 << 20, 16 << 20))) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            for (int slice = 0; slice < 10; slice++) {
                for (int i = 0; i < 10; i++) {
                    log.committed(log.append(channel, incompressible(1 << 20),
                            keep(Duration.ofDays(7)), null));
                }
                harness.passTime(Duration.ofHours(14));
            }
            harness.until("room in the store",
                    () -> harness.log().status().storeBytes() < 64 << 20
                            && harness.log().status().storeBytes() > 1 << 20);
            ReadAnswer.Page page = log.page(ROOM, LogTester.ALL, new ReadFrom.Newest());
            assertThat(page.entries()).hasSizeBetween(20, 70);
            assertThat(page.entries().getFirst().offset()).isEqualTo(100);
            assertThat(log.read(ROOM, new ReadFrom.After(0)))
                    .isInstanceOf(ReadAnswer.TooOld.class);
        }
    }

    @Test
    void publishesAreRefusedWhenNothingMayBeDropped() {
        try (RocksLogHarness harness = new RocksLogHarness(directory,
                c -> c.withStore(64 << 20, 8 << 20, 16 << 20))) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            // The store is measured once a second, so more than what it may have fits at first.
            int committed = -1;
            Outcome last;
            do {
                committed++;
                last = log.outcome(
                        log.append(channel, incompressible(1 << 20), LogTester.ALL, null));
            } while (last instanceof Outcome.Committed && committed < 2_000);
            assertThat(last).isInstanceOfSatisfying(Outcome.Refused.class,
                    r -> assertThat(r.refusal()).isInstanceOf(LogRefusal.StoreFull.class));
            assertThat(harness.log().status().problems())
                    .anyMatch(p -> p.contains("publishes are refused"));
            assertThat(log.head(ROOM).offset()).isEqualTo(committed);
        }
    }

    @Test
    void jumpsOfTheWallClockEraseNothing() {
        try (RocksLogHarness harness = new RocksLogHarness(directory)) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, HOUR, "a");
            harness.time.jumpWall(Duration.ofDays(400));
            harness.passTime(Duration.ofMinutes(1));
            log.publish(channel, HOUR, "b");
            harness.time.jumpWall(Duration.ofDays(-800));
            harness.passTime(Duration.ofMinutes(1));
            log.publish(channel, HOUR, "c");
            assertThat(log.texts(ROOM, HOUR, new ReadFrom.Oldest())).containsExactly("a", "b",
                    "c");
            harness.restart();
            log = new LogTester(harness);
            assertThat(log.texts(ROOM, HOUR, new ReadFrom.Oldest())).containsExactly("a", "b",
                    "c");
        }
    }
}
