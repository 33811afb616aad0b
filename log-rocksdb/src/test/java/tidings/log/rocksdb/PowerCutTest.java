package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tidings.testkit.log.LogTester.name;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.Message;
import tidings.log.Outcome;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tidings.log.ReadFrom;
import tidings.log.WriteAnswer;
import tidings.testkit.disk.LoopMount;
import tidings.testkit.log.LogTester;

/// Power cuts and a disk that is really full, on a file system of the test's own. Needs root, for
/// mounting; without it the tests say that they were skipped.
///
/// `mvn -Dtest.jvm.args="-Dtidings.power-cuts=150 --enable-native-access=ALL-UNNAMED"` for more
/// cuts than the ten of every build.
@Tag("root")
class PowerCutTest {
    private static final int CUTS = Integer.getInteger("tidings.power-cuts", 10);

    @BeforeEach
    void needsRoot() {
        assumeTrue(LoopMount.possible(), LoopMount.WHY_NOT);
    }

    @Test
    void everythingAcknowledgedOutlivesPowerCuts() throws Exception {
        Random random = new Random(2);
        AckedByChild acked = new AckedByChild();
        try (LoopMount disk = LoopMount.make(RocksLogHarness.newDirectory(), 512 << 20)) {
            Path directory = disk.path().resolve("data");
            for (int cut = 0; cut < CUTS; cut++) {
                Process child = AckedByChild.start(directory, "always", "cut" + cut);
                acked.readAndCutPower(child, 1 + random.nextInt(1500), disk);
                child.waitFor();
                disk.restorePower();
                try (RocksLogHarness harness = new RocksLogHarness(directory)) {
                    acked.verify(harness);
                }
            }
        }
        System.out.printf("%d power cuts, %d acknowledged appends and %d writes to tables, none"
                + " lost but %d appends whose sync the cut fell into%n", CUTS, acked.total(),
                acked.writes(), acked.excused());
    }

    @Test
    void powerCutUnderWeakSyncChangesEveryEpoch() throws Exception {
        try (LoopMount disk = LoopMount.make(RocksLogHarness.newDirectory(), 512 << 20)) {
            Path directory = disk.path().resolve("data");
            ChannelName name = name(AckingChild.channelName(0));
            Position before;
            try (RocksLogHarness harness = new RocksLogHarness(directory,
                    c -> c.withSync(new Sync.Os()))) {
                LogTester log = new LogTester(harness);
                before = log.publish(log.open(name), "kept").getFirst();
            }
            Process child = AckedByChild.start(directory, "os", "run");
            AckedByChild acked = new AckedByChild();
            acked.readAndCutPower(child, 500, disk);
            child.waitFor();
            disk.restorePower();
            try (RocksLogHarness harness = RocksLogHarness.afterBoot(directory, "next-boot")) {
                LogTester log = new LogTester(harness);
                Position after = log.head(name);
                assertThat(after.epoch()).isNotEqualTo(before.epoch());
                assertThat(log.texts(name, new ReadFrom.Oldest())).startsWith("kept");
            }
        }
    }

    /// The check before each batch is switched off, so the write itself fails.
    @Test
    void writeThatFailsEndsTheLogAndNothingAcknowledgedIsLost() throws Exception {
        try (LoopMount disk = LoopMount.make(RocksLogHarness.newDirectory(), 40 << 20)) {
            Path directory = disk.path().resolve("data");
            ChannelName room = name("room");
            List<Position> committed = new ArrayList<>();
            RocksLogHarness full = new RocksLogHarness(directory);
            LogTester log = new LogTester(full);
            LogChannel channel = log.open(room);
            Random random = new Random(3);
            Outcome last = null;
            List<CompletionStage<WriteAnswer>> writes = new ArrayList<>();
            for (int i = 0; i < 2000 && full.stopped.get() == null; i++) {
                byte[] payload = new byte[64 * 1024];
                random.nextBytes(payload);
                writes.add(full.log().write(0, List.of(LogTester.put("t", "%04d".formatted(i),
                        "x"))));
                Append append = log.append(channel,
                        new Message(payload, PayloadKind.BYTES, null, Map.of(), null),
                        LogTester.ALL, null);
                last = log.outcome(append);
                if (last instanceof Outcome.Committed(Position position, var _)) {
                    committed.add(position);
                }
            }
            assertThat(full.stopped.get()).contains("the log failed");
            // If the row's write failed first, the append behind it came to a log that had ended.
            assertThat(last).isInstanceOfAny(Outcome.Unknown.class, Outcome.Refused.class);
            assertThat(log.outcome(log.append(channel, "later"))).isInstanceOfSatisfying(
                    Outcome.Refused.class, r -> assertThat(r.refusal())
                            .isInstanceOf(LogRefusal.Unavailable.class));
            List<WriteAnswer> answers = writes.stream().map(full::get).toList();
            int written = (int) answers.stream().filter(WriteAnswer.Written.class::isInstance)
                    .count();
            assertThat(answers.subList(0, written)).containsOnly(new WriteAnswer.Written());
            assertThat(answers.size() - written).isLessThanOrEqualTo(1);
            full.log().close();
            assertThat(committed).hasSizeGreaterThan(100);
            assertCopyHolds(directory, room, committed.size(), written);
        }
    }

    /// On a disk with room, under the epoch of a copy.
    private static void assertCopyHolds(Path directory, ChannelName room, int committed,
            int written) throws Exception {
        Path copy = RocksLogHarness.newDirectory();
        DirectoryTest.copy(directory, copy);
        try (RocksLogHarness harness = new RocksLogHarness(copy)) {
            LogTester log = new LogTester(harness);
            assertThat(log.head(room).offset()).isBetween((long) committed, committed + 1L);
            assertThat(log.texts(room, new ReadFrom.Oldest())).hasSizeGreaterThanOrEqualTo(
                    committed);
            assertThat(log.texts(0, "t").size()).isBetween(written, written + 1);
        }
    }
}
