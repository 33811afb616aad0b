package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.message;
import static tidings.testkit.log.LogTester.name;
import static tidings.testkit.log.LogTester.put;
import static tidings.testkit.log.LogTester.remove;
import static tidings.testkit.log.LogTester.theEntry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;
import tidings.testkit.log.LogTester;

/// What the embedded engine does with tables beyond the contract.
class TablesTest {
    private static final ChannelName ROOM = name("room");
    private static final int SHARD = ROOM.shardOf(16);

    @Test
    void rowThatCannotBeReadFailsTheReadThatMeetsItAlone() throws Exception {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            log.write(SHARD, put("t", "a", "1"), put("t", "b", "2"), put("t", "c", "3"));
            harness.log().store().db.put(harness.log().store().tables,
                    Keys.row(SHARD, "t", LogTester.bytes("b")), new byte[]{2, 1, 'e', 7});
            TableAnswer answer = harness.get(harness.log().read(
                    new TableRead(SHARD, "t", new byte[0], null, 10, 1000)));
            assertThat(answer).isInstanceOfSatisfying(TableAnswer.Failed.class,
                    f -> assertThat(f.refusal()).isInstanceOf(LogRefusal.Damaged.class));
            assertThat(harness.log().status().problems()).singleElement().asString()
                    .contains("table t of shard " + SHARD, "can't be read whole");
            assertThat(LogTester.texts(log.rows(new TableRead(SHARD, "t", new byte[0],
                    LogTester.bytes("b"), 10, 1000)))).containsExactly("c=3");
            assertThat(log.write(SHARD, put("t", "b", "mended")))
                    .isEqualTo(new WriteAnswer.Written());
            assertThat(log.texts(SHARD, "t")).containsExactly("a=1", "b=mended", "c=3");
        }
    }

    @Test
    void entryOfAForgottenChannelStaysAndAScanCountsTheChannelAsMissing() {
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            log.committed(log.append(channel, message("x"), hour, null, theEntry("t", "k")));
            harness.restart();
            log = new LogTester(harness);
            harness.passTime(Duration.ofDays(29));
            harness.passTime(Duration.ofHours(26));
            assertThat(harness.log().status().channels()).isZero();
            assertThat(log.texts(SHARD, "t")).containsExactly("k=x");
            assertThat(((TableRow.Stored) log.rows(SHARD, "t").rows().getFirst()).entry().epoch())
                    .isEqualTo(channel.epoch());
            log.publish(log.open(ROOM), "y");
            ScanAnswer.Page page = log.scan(new ScanRequest(SHARD, 0, Long.MAX_VALUE, _ -> null,
                    10, 1000, 10));
            assertThat(page).isEqualTo(new ScanAnswer.Page(List.of(), 2, 1, false));
        }
    }

    /// While slices of the order are dropped under it, and others write: each page says its own
    /// moment.
    @Test
    void pagesSayTheirMomentWhileSlicesAreDropped() {
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            List<CompletionStage<TableAnswer>> answers = new ArrayList<>();
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 20; i++) {
                    log.append(channel, message("m"), hour, null, theEntry("t", "last"));
                    answers.add(harness.log().read(
                            new TableRead(SHARD, "t", new byte[0], null, 10, 1000)));
                }
                harness.time.pass(Duration.ofDays(40));
                answers.add(harness.log().keepNow().thenCompose(_ -> harness.log().read(
                        new TableRead(SHARD, "t", new byte[0], null, 10, 1000))));
            }
            for (CompletionStage<TableAnswer> answer : answers) {
                TableAnswer.Page page = (TableAnswer.Page) harness.get(answer);
                long stored = page.rows().isEmpty()
                        ? 0
                        : ((TableRow.Stored) page.rows().getFirst()).entry().sequence();
                assertThat(page.asOf()).isEqualTo(stored);
            }
            assertThat(((TableAnswer.Page) harness.get(answers.getLast())).asOf()).isPositive();
        }
    }

    @Test
    void largeRowsAndLongKeysComeBack() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            byte[] key = new byte[TableWrite.KEY_BYTES_MAX];
            byte[] value = new byte[5 << 20];
            value[value.length - 1] = 1;
            String table = "t".repeat(64);
            log.write(SHARD, new TableWrite(table, key, new TableValue.Bytes(value)));
            log.publish(log.open(ROOM), "after");
            TableRow row = log.rows(SHARD, table).rows().getFirst();
            assertThat(row.key()).isEqualTo(key);
            assertThat(((TableRow.Bytes) row).bytes()).isEqualTo(value);
        }
    }

    @Test
    void whatIsNoWriteIsABugOfTheCaller() {
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            assertThatThrownBy(() -> log.write(SHARD, theEntry("t", "k")))
                    .hasMessageContaining("stands alone");
            assertThatThrownBy(() -> log.write(16, remove("t", "k")))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> remove("t", "")).hasMessageContaining("1 to 131072 bytes");
            assertThatThrownBy(() -> remove("a\0b", "k")).hasMessageContaining("ASCII");
            log.committed(log.append(log.open(ROOM), message("goes on"), ALL, null));
        }
    }
}
