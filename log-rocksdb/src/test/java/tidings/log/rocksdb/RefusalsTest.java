package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.Outcome;
import tidings.log.ReadFrom;
import tidings.log.TrimAnswer;
import tidings.testkit.log.LogTester;

/// When the engine says no, and that it says yes again.
class RefusalsTest {
    private static final ChannelName ROOM = name("room");

    @Test
    void fullDiskRefusesPublishesBeforeItIsFullAndResumesByItself() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.publish(channel, "before", "kept");
            harness.freeBytes.set(1000);
            Outcome refused = log.outcome(log.append(channel, "refused"));
            assertThat(refused).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(
                    r.refusal()).isInstanceOfSatisfying(LogRefusal.DiskFull.class,
                            d -> assertThat(d.freeBytes()).isEqualTo(1000)));
            assertThat(harness.log().status().problems()).hasSize(1);
            assertThat(harness.log().status().freeBytes()).isEqualTo(1000);
            assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("before", "kept");
            assertThat(harness.get(harness.log().trim(channel, 1)))
                    .isEqualTo(new TrimAnswer.Trimmed());
            harness.freeBytes.set(RocksLogHarness.ENOUGH_FREE_BYTES);
            log.publish(channel, "after");
            assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("kept", "after");
            assertThat(harness.log().status().problems()).isEmpty();
        }
    }

    @Test
    void channelBeyondTheLimitIsRefused() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory(),
                c -> c.withChannelsMax(2))) {
            LogTester log = new LogTester(harness);
            log.publish(log.open("one"), "x");
            LogChannel two = log.open("two");
            log.publish(two, "x");
            assertThat(log.outcome(log.append(log.open("three"), "x"))).isEqualTo(
                    new Outcome.Refused(new LogRefusal.TooManyChannels(2)));
            log.publish(two, "y");
            assertThat(harness.log().status().channels()).isEqualTo(2);
            harness.restart();
            log = new LogTester(harness);
            assertThat(harness.log().status().channels()).isEqualTo(2);
            assertThat(log.outcome(log.append(log.open("three"), "x"))).isEqualTo(
                    new Outcome.Refused(new LogRefusal.TooManyChannels(2)));
        }
    }
}
