package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.heavy;
import static tidings.testkit.log.LogTester.name;
import static tidings.testkit.log.LogTester.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.log.Append;
import tidings.log.Entry;
import tidings.log.Located;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;

/// The sentences of [tidings.log.Log] under "Reading" and "Locate".
public interface ReadingContract extends EngineContract {
    // ---- Reading -------------------------------------------------------------------------------

    @Test
    @Sentence("Reading 1")
    default void afterGivesTheFollowingEntriesAscending() {
        List<Position> all = log().publish(log().open(ROOM), "a", "b", "c", "d");
        assertThat(log().texts(ROOM, new ReadFrom.After(0))).containsExactly("a", "b", "c", "d");
        assertThat(log().texts(ROOM, new ReadFrom.After(all.get(1).offset()))).containsExactly("c",
                "d");
        assertThat(log().texts(ROOM, new ReadFrom.After(all.get(3).offset()))).isEmpty();
        List<Entry> entries = log().page(ROOM, ALL, new ReadFrom.After(all.get(0).offset()))
                .entries();
        assertThat(entries).extracting(Entry::predecessor).containsExactly(all.get(0).offset(),
                all.get(1).offset(), all.get(2).offset());
    }

    @Test
    @Sentence("Reading 2")
    default void afterWhatIsGoneIsTooOld() {
        List<Position> all = log().publish(log().open(ROOM), "a", "b", "c", "d");
        LogRetention two = new LogRetention(2, LogRetention.FOR_EVER, Long.MAX_VALUE);
        ReadAnswer tooOld = new ReadAnswer.TooOld(all.get(3), all.get(2).offset());
        assertThat(log().read(ROOM, two, new ReadFrom.After(0))).isEqualTo(tooOld);
        assertThat(log().read(ROOM, two, new ReadFrom.After(all.get(0).offset())))
                .isEqualTo(tooOld);
        assertThat(log().texts(ROOM, two, new ReadFrom.After(all.get(1).offset())))
                .containsExactly("c", "d");
    }

    @Test
    @Sentence("Reading 3")
    default void afterTheHeadOrInAnotherEpochIsOtherEpoch() {
        Position head = log().publish(log().open(ROOM), "a", "b").getLast();
        ReadAnswer other = new ReadAnswer.OtherEpoch(head);
        assertThat(log().read(ROOM, new ReadFrom.After(head.offset() + 1))).isEqualTo(other);
        for (ReadFrom from : List.of(new ReadFrom.After(0), new ReadFrom.Oldest(),
                new ReadFrom.Newest(), new ReadFrom.Before(1))) {
            assertThat(log().read(new ReadRequest(ROOM, ALL, "elsewhen", from, Long.MAX_VALUE, 10,
                    1000))).isEqualTo(other);
        }
        assertThat(log().page(new ReadRequest(ROOM, ALL, head.epoch(), new ReadFrom.After(0),
                Long.MAX_VALUE, 10, 1000)).entries()).hasSize(2);
    }

    @Test
    @Sentence("Reading 4")
    default void oldestBeginsAtTheFirstKept() {
        log().publish(log().open(ROOM), "a", "b", "c");
        LogRetention two = new LogRetention(2, LogRetention.FOR_EVER, Long.MAX_VALUE);
        assertThat(log().texts(ROOM, two, new ReadFrom.Oldest())).containsExactly("b", "c");
        assertThat(log().texts(ROOM, new ReadFrom.Oldest())).containsExactly("a", "b", "c");
        assertThat(log().texts(name("empty"), new ReadFrom.Oldest())).isEmpty();
    }

    @Test
    @Sentence("Reading 5")
    default void beforeAndNewestDescendToTheFirstKept() {
        List<Position> all = log().publish(log().open(ROOM), "a", "b", "c", "d");
        LogRetention three = new LogRetention(3, LogRetention.FOR_EVER, Long.MAX_VALUE);
        assertThat(log().texts(ROOM, three, new ReadFrom.Newest())).containsExactly("d", "c", "b");
        assertThat(log().texts(ROOM, three, new ReadFrom.Before(all.get(3).offset())))
                .containsExactly("c", "b");
        assertThat(log().texts(ROOM, new ReadFrom.Before(all.get(0).offset()))).isEmpty();
        assertThat(log().texts(ROOM, new ReadFrom.Before(Long.MAX_VALUE))).containsExactly("d", "c",
                "b", "a");
        assertThat(log().page(ROOM, three, new ReadFrom.Newest()).more()).isFalse();
    }

    @Test
    @Sentence("Reading 6")
    default void pageIsCutByLimitAndBytesButHoldsOne() {
        log().publish(log().open(ROOM), "aaaa", "bbbb", "cccc");
        assertPage(new ReadFrom.Oldest(), 2, 1000, true, "aaaa", "bbbb");
        assertPage(new ReadFrom.Oldest(), 3, 1000, false, "aaaa", "bbbb", "cccc");
        assertPage(new ReadFrom.Newest(), 2, 1000, true, "cccc", "bbbb");
        assertPage(new ReadFrom.Oldest(), 9, 8, true, "aaaa", "bbbb");
        assertPage(new ReadFrom.Oldest(), 9, 7, true, "aaaa");
        assertPage(new ReadFrom.Oldest(), 9, 1, true, "aaaa");
        assertPage(new ReadFrom.Newest(), 9, 9, true, "cccc", "bbbb");
        assertPage(new ReadFrom.Newest(), 9, 12, false, "cccc", "bbbb", "aaaa");
        LogChannel channel = log().open(ROOM);
        log().committed(log().append(channel, heavy("dddd", 1000), ALL, null));
        log().committed(log().append(channel, heavy("eeee", 1000), ALL, null));
        assertPage(new ReadFrom.Newest(), 9, 999, true, "eeee");
        assertPage(new ReadFrom.Newest(), 9, 1999, true, "eeee");
        assertPage(new ReadFrom.Newest(), 9, 2000, true, "eeee", "dddd");
        assertPage(new ReadFrom.Oldest(), 9, 1011, true, "aaaa", "bbbb", "cccc");
        assertPage(new ReadFrom.Oldest(), 9, 1012, true, "aaaa", "bbbb", "cccc", "dddd");
        assertPage(new ReadFrom.Oldest(), 9, 2012, false, "aaaa", "bbbb", "cccc", "dddd", "eeee");
    }

    private void assertPage(ReadFrom from, int limit, int bytesMax, boolean more, String... texts) {
        ReadAnswer.Page page = log().page(
                new ReadRequest(ROOM, ALL, null, from, Long.MAX_VALUE, limit, bytesMax));
        assertThat(page.entries()).extracting(LogTester::text).containsExactly(texts);
        assertThat(page.more()).isEqualTo(more);
    }

    @Test
    @Sentence("Reading 7")
    default void limitZeroGivesTheHeadAlone() {
        Position head = log().publish(log().open(ROOM), "a", "b").getLast();
        for (ReadFrom from : List.of(new ReadFrom.Oldest(), new ReadFrom.Newest())) {
            ReadAnswer.Page page = log().page(
                    new ReadRequest(ROOM, ALL, null, from, Long.MAX_VALUE, 0, 1000));
            assertThat(page.head()).isEqualTo(head);
            assertThat(page.entries()).isEmpty();
        }
    }

    @Test
    @Sentence("Reading 8")
    default void noEntryAboveUpToIsGiven() {
        List<Position> all = log().publish(log().open(ROOM), "a", "b", "c", "d");
        long upTo = all.get(2).offset();
        for (ReadFrom from : List.of(new ReadFrom.Oldest(), new ReadFrom.After(0))) {
            assertThat(log().page(new ReadRequest(ROOM, ALL, null, from, upTo, 10, 1000)).entries())
                    .extracting(LogTester::text).containsExactly("a", "b", "c");
        }
        assertThat(
                log().page(new ReadRequest(ROOM, ALL, null, new ReadFrom.Newest(), upTo, 10, 1000))
                        .entries())
                .extracting(LogTester::text).containsExactly("c", "b", "a");
    }

    @Test
    @Sentence("Reading 9")
    default void headOfAChannelWithoutARecordIsZeroInItsEpoch() {
        ReadAnswer.Page page = log().page(ROOM, ALL, new ReadFrom.Newest());
        assertThat(page.entries()).isEmpty();
        assertThat(page.head()).isEqualTo(new Position(log().open(ROOM).epoch(), 0));
        assertThat(log().read(ROOM, new ReadFrom.After(1)))
                .isEqualTo(new ReadAnswer.OtherEpoch(page.head()));
    }

    @Test
    @Sentence("Reading 10")
    default void readGivesWhatWasCommittedBeforeItBegan() {
        LogChannel channel = log().open(ROOM);
        List<String> appended = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            log().publish(channel, "m" + i);
            appended.add("m" + i);
            assertThat(log().texts(ROOM, new ReadFrom.Oldest()))
                    .containsExactlyElementsOf(appended);
        }
        List<Append> inFlight = IntStream.range(50, 300)
                .mapToObj(i -> log().append(channel, "m" + i)).toList();
        List<Entry> seen = log().page(ROOM, ALL, new ReadFrom.Oldest()).entries();
        List<Position> committed = inFlight.stream().map(log()::committed).toList();
        for (int i = 0; i < seen.size(); i++) {
            assertThat(text(seen.get(i))).isEqualTo("m" + i);
            if (i >= 50) {
                assertThat(seen.get(i).offset()).isEqualTo(committed.get(i - 50).offset());
            }
        }
    }

    // ---- Locate --------------------------------------------------------------------------------

    @Test
    @Sentence("Locate 1")
    default void positionAtTheHeadOrBeforeAKeptEntryIsOk() {
        LogChannel channel = log().open(ROOM);
        Position none = new Position(channel.epoch(), 0);
        assertThat(log().locate(ROOM, ALL, none)).isEqualTo(new Located.Ok());
        List<Position> all = log().publish(channel, "a", "b", "c");
        LogRetention one = new LogRetention(1, LogRetention.FOR_EVER, Long.MAX_VALUE);
        assertThat(log().locate(ROOM, ALL, none)).isEqualTo(new Located.Ok());
        assertThat(log().locate(ROOM, one, all.get(1))).isEqualTo(new Located.Ok());
        assertThat(log().locate(ROOM, one, all.get(2))).isEqualTo(new Located.Ok());
    }

    @Test
    @Sentence("Locate 2")
    default void positionBeforeWhatIsGoneIsTooOld() {
        LogChannel channel = log().open(ROOM);
        List<Position> all = log().publish(channel, "a", "b", "c");
        LogRetention one = new LogRetention(1, LogRetention.FOR_EVER, Long.MAX_VALUE);
        Located tooOld = new Located.TooOld(all.get(2).offset());
        assertThat(log().locate(ROOM, one, all.get(0))).isEqualTo(tooOld);
        assertThat(log().locate(ROOM, one, new Position(channel.epoch(), 0))).isEqualTo(tooOld);
    }

    @Test
    @Sentence("Locate 3")
    default void positionOfAnotherEpochIsOtherEpoch() {
        Position head = log().publish(log().open(ROOM), "a").getFirst();
        assertThat(log().locate(ROOM, ALL, new Position("elsewhen", 1)))
                .isEqualTo(new Located.OtherEpoch(head));
        assertThat(log().locate(name("empty"), ALL, new Position("elsewhen", 0)))
                .isInstanceOf(Located.OtherEpoch.class);
    }

    @Test
    @Sentence("Locate 4")
    default void positionAboveTheHeadIsOtherEpochOrAhead() {
        Position head = log().publish(log().open(ROOM), "a").getFirst();
        assertThat(log().locate(ROOM, ALL, new Position(head.epoch(), head.offset() + 1)))
                .isEqualTo(harness().lags()
                        ? new Located.Ahead(head.offset())
                        : new Located.OtherEpoch(head));
    }
}
