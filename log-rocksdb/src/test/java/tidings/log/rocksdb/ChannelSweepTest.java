package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksIterator;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.testkit.log.LogTester;

class ChannelSweepTest {
    private static final ChannelName ROOM = name("room");
    private static final LogRetention HOUR = new LogRetention(Long.MAX_VALUE,
            Duration.ofHours(1), Long.MAX_VALUE);
    private static final LogRetention TEN = new LogRetention(10, LogRetention.FOR_EVER,
            Long.MAX_VALUE);

    /// Lets go of every handle: nothing is open after a restart.
    private static LogTester letGo(RocksLogHarness harness) {
        harness.restart();
        return new LogTester(harness);
    }

    @Test
    void recordWithoutEntriesIsForgottenAfterItsTimeUnderANewEpoch() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel keptOpen = log.open("kept open");
            Position open = log.publish(keptOpen, HOUR, "x").getFirst();
            Position head = log.publish(log.open(ROOM), HOUR, "a", "b").getLast();
            String unused = log.head(name("unused")).epoch();
            log = letGo(harness);
            keptOpen = log.open("kept open");
            harness.passTime(Duration.ofDays(29));
            assertThat(log.head(ROOM)).isEqualTo(head);
            harness.passTime(Duration.ofDays(2));
            Position forgotten = log.head(ROOM);
            assertThat(forgotten.offset()).isZero();
            assertThat(forgotten.epoch()).isNotEqualTo(head.epoch());
            assertThat(log.head(name("unused")).epoch()).isNotEqualTo(unused);
            assertThat(log.head(name("kept open"))).isEqualTo(open);
            assertThat(harness.log().status().channels()).isEqualTo(1);
            Position again = log.publish(log.open(ROOM), HOUR, "c").getFirst();
            assertThat(again).isEqualTo(new Position(forgotten.epoch(), 1));
            assertThat(keptOpen.headWhenOpened()).isEqualTo(1);
            log = letGo(harness);
            assertThat(log.head(ROOM)).isEqualTo(again);
            assertThat(harness.log().status().channels()).isEqualTo(2);
        }
    }

    @Test
    void joinedChannelWithoutARecordKeepsTheEpochItWasTold() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            log.publish(log.open(ROOM), HOUR, "a");
            log = letGo(harness);
            LogChannel joined = log.open("joined");
            harness.passTime(Duration.ofDays(40));
            assertThat(log.head(ROOM).offset()).isZero();
            assertThat(log.head(joined.name())).isEqualTo(new Position(joined.epoch(), 0));
            Position first = log.publish(joined, HOUR, "x").getFirst();
            assertThat(first).isEqualTo(new Position(joined.epoch(), 1));
            log = letGo(harness);
            assertThat(log.head(joined.name())).isEqualTo(first);
        }
    }

    @Test
    void entriesBeyondACountOfAnEndlessChannelLeaveTheDisk() throws Exception {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, TEN, IntStream.rangeClosed(1, 500).mapToObj(Integer::toString)
                    .toArray(String[]::new));
            harness.passTime(Duration.ofHours(2));
            assertThat(onDisk(harness)).isEqualTo(10);
            assertThat(log.texts(ROOM, TEN, new ReadFrom.Oldest())).hasSize(10).startsWith("491");
            assertThat(log.read(ROOM, new ReadFrom.After(0))).isEqualTo(
                    new ReadAnswer.TooOld(new Position(channel.epoch(), 500), 491));
            log.publish(channel, TEN, "501");
            assertThat(log.texts(ROOM, TEN, new ReadFrom.Newest())).hasSize(10).startsWith("501");
        }
    }

    private static int onDisk(RocksLogHarness harness) throws Exception {
        int count = 0;
        try (RocksIterator iterator = harness.log().store().db
                .newIterator(harness.log().store().entries)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                count++;
            }
            iterator.status();
        }
        return count;
    }
}
