package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.name;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.ScanAnswer;
import tidings.log.ScanMatcher;
import tidings.log.ScanRequest;
import tidings.testkit.log.LogTester;

/// Scans beside other reads.
class ScansTest {
    private static final ChannelName ROOM = name("room");
    private static final int SHARD = ROOM.shardOf(16);
    private static final int SCANS = 50;

    /// A scan asks its matcher on the thread that reads.
    @Test
    void howeverManyScansThereAreOtherReadsAreAnswered() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            log.publish(log.open(ROOM), "x");
            CountDownLatch mayGoOn = new CountDownLatch(1);
            ScanMatcher matcher = _ -> {
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return ALL;
            };
            List<CompletionStage<ScanAnswer>> scans = IntStream.range(0, SCANS)
                    .mapToObj(_ -> harness.log().scan(new ScanRequest(SHARD, 0, Long.MAX_VALUE,
                            matcher, 10, 1000, 10)))
                    .toList();
            log.publish(log.open(name("another")), "y");
            assertThat(scans).noneMatch(scan -> scan.toCompletableFuture().isDone());
            mayGoOn.countDown();
            for (CompletionStage<ScanAnswer> scan : scans) {
                assertThat(((ScanAnswer.Page) harness.get(scan)).entries()).hasSize(1);
            }
        }
    }

    @Test
    void aClosedLogRefusesEachOfThem() {
        RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory());
        harness.close();
        for (int n = 0; n < 3; n++) {
            assertThat(harness.get(harness.log().scan(new ScanRequest(SHARD, 0, Long.MAX_VALUE,
                    _ -> ALL, 10, 1000, 10)))).isInstanceOf(ScanAnswer.Failed.class);
        }
    }
}
