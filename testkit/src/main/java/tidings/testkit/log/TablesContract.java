package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.bytes;
import static tidings.testkit.log.LogTester.heavy;
import static tidings.testkit.log.LogTester.message;
import static tidings.testkit.log.LogTester.put;
import static tidings.testkit.log.LogTester.remove;
import static tidings.testkit.log.LogTester.theEntry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.Attributes;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.LogChannel;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.Outcome;
import tidings.log.PayloadKind;
import tidings.log.Sender;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// The sentences of [tidings.log.Log] under "Tables".
public interface TablesContract extends EngineContract {
    @Test
    @Sentence("Tables 1")
    default void tablesOfOtherNamesOrShardsNeverMeet() {
        written(0, put("a", "bk", "1"), put("ab", "k", "2"), put("a", "k", "3"));
        written(1, put("a", "k", "4"));
        assertThat(log().texts(0, "a")).containsExactly("bk=1", "k=3");
        assertThat(log().texts(0, "ab")).containsExactly("k=2");
        assertThat(log().texts(1, "a")).containsExactly("k=4");
        assertThat(log().texts(1, "ab")).isEmpty();
        assertThat(log().texts(2, "a")).isEmpty();
        written(0, remove("a", "k"));
        assertThat(log().texts(0, "a")).containsExactly("bk=1");
        assertThat(log().texts(0, "ab")).containsExactly("k=2");
        assertThat(log().texts(1, "a")).containsExactly("k=4");
    }

    @Test
    @Sentence("Tables 2")
    default void writesOfAnAppendCommitWithItsEntryOrNotAtAll() {
        IdempotencyKey key = new IdempotencyKey("user", "key");
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        written(0, put("t", "gone", "?"));
        log().committed(log().append(channel, message("a"), ALL, key, put("t", "k", "a"),
                theEntry("t", "e"), remove("t", "gone")));
        assertThat(log().texts(0, "t")).containsExactly("e=a", "k=a");
        assertThat(log().outcome(log().append(channel, message("a"), ALL, key,
                put("t", "k", "duplicate"), remove("t", "e"))))
                .isInstanceOf(Outcome.Duplicate.class);
        assertThat(log().outcome(log().append(channel, message("b"), ALL, key,
                put("t", "k", "refused"), theEntry("t", "e"))))
                .isInstanceOf(Outcome.Refused.class);
        harness().fillDisk(true);
        assertThat(log().outcome(log().append(channel, message("c"), ALL, null,
                put("t", "k", "full"), remove("t", "e")))).isInstanceOf(Outcome.Refused.class);
        harness().fillDisk(false);
        assertThat(log().texts(0, "t")).containsExactly("e=a", "k=a");
        restart();
        assertThat(log().texts(0, "t")).containsExactly("e=a", "k=a");
    }

    @Test
    @Sentence("Tables 3")
    default void storedEntryIsReadBackAsCommittedAfterItsChannelHasLetGo() {
        LogRetention hour = new LogRetention(1, Duration.ofHours(1), Long.MAX_VALUE);
        Message message = new Message(new byte[]{0, -1}, PayloadKind.BYTES, "a/b",
                Map.of("k", "v"), new Sender("u", "s", new byte[]{'1'}),
                new Attributes("", false, 7, 2, new byte[]{3, 4}));
        LogChannel first = log().open(ofOneShard(2).getFirst());
        LogChannel second = log().open(ofOneShard(2).getLast());
        log().publish(first, hour, "before");
        log().committed(log().append(first, message, hour, null, theEntry("t", "first")));
        log().publish(first, hour, "after");
        long upTo = log().committed(
                log().append(second, message("x"), ALL, null, theEntry("t", "second"))).offset();
        List<Entry> stored = log().shards().getFirst().entries().stream()
                .filter(e -> e.message().equals(message) || e.channel().equals(second.name()))
                .map(e -> new Entry(e.channel(), e.epoch(), e.offset(), Entry.UNKNOWN,
                        e.sequence(), e.timeMs(), e.message()))
                .toList();
        assertStored(stored);
        assertThat(harness().get(harness().log().trim(second, upTo)))
                .isEqualTo(new TrimAnswer.Trimmed());
        harness().passTime(Duration.ofDays(70));
        assertStored(stored);
        restart();
        assertStored(stored);
    }

    private void assertStored(List<Entry> entries) {
        List<TableRow> rows = log().rows(0, "t").rows();
        assertThat(rows).allSatisfy(r -> assertThat(r).isInstanceOf(TableRow.Stored.class));
        assertThat(rows).extracting(TableRow::key).containsExactly(bytes("first"),
                bytes("second"));
        assertThat(rows).map(r -> ((TableRow.Stored) r).entry())
                .containsExactlyElementsOf(entries);
    }

    @Test
    @Sentence("Tables 4")
    default void writeCommitsAllOrNothingAndIsThereWhenItCompletes() {
        for (int i = 0; i < 20; i++) {
            written(1, put("t", "a", "a" + i), put("u", "b", "b" + i), remove("t", "x"),
                    put("t", "x", "x" + i));
            assertThat(log().texts(1, "t")).containsExactly("a=a" + i, "x=x" + i);
            assertThat(log().texts(1, "u")).containsExactly("b=b" + i);
        }
        harness().fillDisk(true);
        assertThat(log().write(1, put("t", "a", "none"), remove("t", "x")))
                .isInstanceOf(WriteAnswer.Refused.class);
        harness().fillDisk(false);
        assertThat(log().texts(1, "t")).containsExactly("a=a19", "x=x19");
    }

    @Test
    @Sentence("Tables 5")
    default void appendsAndWritesTakeEffectInTheOrderOfTheCalls() {
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            TableWrite[] writes = {put("t", "last", "" + i),
                    i % 2 == 0 ? put("t", "n" + i, "") : remove("t", "n" + (i - 1))};
            if (i % 4 < 2) {
                appends.add(log().append(channel, message("m" + i), ALL, null, writes));
            } else {
                var _ = harness().log().write(0, List.of(writes));
            }
        }
        written(0, put("t", "all", "written"));
        appends.forEach(log()::committed);
        assertThat(log().texts(0, "t")).containsExactly("all=written", "last=199");
    }

    @Test
    @Sentence("Tables 6")
    default void rowsComeByAscendingKeyWithinTheLimits() {
        List<byte[]> keys = List.of(new byte[]{0}, new byte[]{0, 0}, new byte[]{'a'},
                new byte[]{'a', 'b'}, new byte[]{'a', -1}, new byte[]{'b'}, new byte[]{-1},
                new byte[]{-1, -1}, new byte[]{-1, -1, 0});
        for (byte[] key : keys.reversed()) {
            written(0, new TableWrite("t", key, new TableValue.Bytes(new byte[4])));
        }
        written(0, put("s", "other", ""), put("u", "other", ""));
        written(1, put("t", "other", ""));
        assertRows(keys, false, "", null, 100, 1000);
        assertRows(keys, false, "", null, 9, 36);
        assertRows(keys.subList(0, 8), true, "", null, 8, 1000);
        assertRows(keys.subList(0, 2), true, "", null, 9, 11);
        assertRows(keys.subList(0, 1), true, "", null, 9, 1);
        assertRows(keys.subList(3, 9), false, "", keys.get(2), 9, 1000);
        assertRows(keys.subList(2, 9), false, "", new byte[]{0, 1}, 9, 1000);
        assertRows(keys.subList(8, 9), false, "", keys.get(7), 9, 1);
        assertRows(List.of(), false, "", keys.get(8), 9, 1000);
        assertRows(keys.subList(2, 5), false, "a", null, 9, 1000);
        assertRows(keys.subList(2, 4), true, "a", null, 2, 1000);
        assertRows(keys.subList(3, 5), false, "a", keys.get(2), 9, 1000);
        assertRows(keys.subList(2, 5), false, "a", keys.get(1), 9, 1000);
        assertRows(List.of(), false, "a", keys.get(5), 9, 1000);
        assertRows(List.of(), false, "c", null, 9, 1000);
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        log().committed(log().append(channel, heavy("x", 1000), ALL, null, theEntry("e", "1"),
                theEntry("e", "2")));
        assertThat(log().rows(new TableRead(0, "e", new byte[0], null, 9, 1999)).rows()).hasSize(1);
        assertThat(log().rows(new TableRead(0, "e", new byte[0], null, 9, 2000)).rows()).hasSize(2);
    }

    private void assertRows(List<byte[]> keys, boolean more, String prefix, byte @Nullable [] after,
            int limit, int bytesMax) {
        TableAnswer.Page page = log().rows(
                new TableRead(0, "t", bytes(prefix), after, limit, bytesMax));
        assertThat(page.rows()).extracting(TableRow::key).containsExactlyElementsOf(keys);
        assertThat(page.more()).isEqualTo(more);
    }

    /// Each append puts its entry under two keys, so what a page has of them says which moment it
    /// is.
    @Test
    @Sentence("Tables 7")
    default void pageReflectsOneMomentAndSaysWhich() {
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            appends.add(log().append(channel, message("m" + i), ALL, null, theEntry("t", "x"),
                    theEntry("t", "y")));
            if (i % 3 == 0) {
                var _ = harness().log().write(0, List.of(put("u", "alone", "" + i)));
            }
            if (i % 10 == 0) {
                assertAsOf(log().rows(0, "t"));
            }
        }
        appends.forEach(log()::committed);
        long last = log().shards().getFirst().entries().getLast().sequence();
        assertThat(log().rows(0, "t").asOf()).isEqualTo(last);
        assertAsOf(log().rows(0, "t"));
        restart();
        assertThat(log().rows(0, "t").asOf()).isEqualTo(last);
        assertThat(log().rows(0, "none").asOf()).isEqualTo(last);
        assertThat(log().rows(1, "t").asOf()).isZero();
        harness().passTime(Duration.ofDays(70));
        assertThat(log().rows(0, "t").asOf()).isEqualTo(last);
    }

    private static void assertAsOf(TableAnswer.Page page) {
        assertThat(page.rows()).allSatisfy(r -> assertThat(
                ((TableRow.Stored) r).entry().sequence()).isEqualTo(page.asOf()));
        assertThat(page.rows()).hasSize(page.asOf() == 0 ? 0 : 2);
    }

    @Test
    @Sentence("Tables 8")
    default void committedWritesOutliveARestart() {
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        written(0, put("t", "alone", "1"), put("t", "removed", ""));
        log().committed(log().append(channel, message("e"), ALL, null, put("t", "with", "2"),
                theEntry("t", "entry")));
        written(0, remove("t", "removed"));
        for (int i = 0; i < 2; i++) {
            restart();
            assertThat(log().texts(0, "t")).containsExactly("alone=1", "entry=e", "with=2");
        }
    }

    @Test
    @Sentence("Tables 9")
    default void writeIsRefusedWhenAnAppendWouldBeButRemovingIsNotForWantOfSpace() {
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        written(0, put("t", "a", "1"), put("t", "b", "2"), put("t", "c", "3"));
        harness().fillDisk(true);
        Outcome append = log().outcome(log().append(channel, "x"));
        WriteAnswer write = log().write(0, put("t", "a", "more"), remove("t", "b"));
        assertThat(write).isInstanceOf(WriteAnswer.Refused.class);
        assertThat(append).isEqualTo(
                new Outcome.Refused(((WriteAnswer.Refused) write).refusal()));
        assertThat(log().texts(0, "t")).containsExactly("a=1", "b=2", "c=3");
        written(0, remove("t", "a"), remove("t", "c"));
        assertThat(log().texts(0, "t")).containsExactly("b=2");
        harness().fillDisk(false);
        written(0, put("t", "a", "more"));
        harness().log().close();
        for (TableWrite late : List.of(put("t", "late", ""), remove("t", "b"))) {
            assertThat(log().write(0, late)).isInstanceOfSatisfying(WriteAnswer.Refused.class,
                    r -> assertThat(r.refusal()).isInstanceOf(LogRefusal.Unavailable.class));
        }
        restart();
        assertThat(log().texts(0, "t")).containsExactly("a=more", "b=2");
    }

    private void written(int shard, TableWrite... writes) {
        assertThat(log().write(shard, writes)).isEqualTo(new WriteAnswer.Written());
    }
}
