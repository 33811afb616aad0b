package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.heavy;
import static tidings.testkit.log.LogTester.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.ScanAnswer;
import tidings.log.ScanMatcher;
import tidings.log.ScanRequest;
import tidings.log.TrimAnswer;

/// The sentences of [tidings.log.Log] under "Scanning".
public interface ScanContract extends EngineContract {
    ScanMatcher EVERYTHING = channel -> ALL;
    ScanMatcher NOTHING = channel -> null;

    @Test
    @Sentence("Scanning 1")
    default void scanGivesTheWantedEntriesInTheShardsOrder() {
        List<LogChannel> channels = ofOneShard(3).stream().map(log()::open).toList();
        appendInTurn(channels, 60);
        ChannelName unwanted = channels.get(1).name();
        List<Entry> all = log().shards().getFirst().entries();
        for (int after : new int[]{-1, 0, 1, 30, 58, 59}) {
            long sequence = after < 0 ? 0 : all.get(after).sequence();
            List<Entry> later = all.subList(after + 1, all.size());
            assertScanned(scan(sequence, EVERYTHING), later);
            assertScanned(scan(sequence, c -> c.equals(unwanted) ? null : ALL),
                    later.stream().filter(e -> !e.channel().equals(unwanted)).toList());
        }
        restart();
        assertScanned(scan(all.get(7).sequence(), EVERYTHING), all.subList(8, all.size()));
    }

    private static void assertScanned(ScanAnswer.Page page, List<Entry> entries) {
        assertThat(page.entries()).map(ScanContract::known)
                .containsExactlyElementsOf(entries.stream().map(ScanContract::known).toList());
        assertThat(page.missing()).isZero();
        assertThat(page.more()).isFalse();
    }

    /// Without the predecessor, which a scan may not know.
    private static Entry known(Entry e) {
        return new Entry(e.channel(), e.epoch(), e.offset(), Entry.UNKNOWN, e.sequence(),
                e.timeMs(), e.message());
    }

    @Test
    @Sentence("Scanning 2")
    default void throughIsTheLastSequenceLookedAtAndAScanGoesOnAfterIt() {
        List<LogChannel> channels = ofOneShard(4).stream().map(log()::open).toList();
        appendInTurn(channels, 100);
        List<Entry> all = log().shards().getFirst().entries();
        long last = all.getLast().sequence();
        assertThat(scan(0, NOTHING)).isEqualTo(new ScanAnswer.Page(List.of(), last, 0, false));
        assertThat(scan(last, EVERYTHING))
                .isEqualTo(new ScanAnswer.Page(List.of(), last, 0, false));
        assertThat(scan(last + 5, EVERYTHING).through()).isEqualTo(last + 5);
        ChannelName wanted = channels.get(2).name();
        for (int visitedMax : new int[]{1, 3, 7, 1000}) {
            List<Entry> found = new ArrayList<>();
            long after = 0;
            boolean more = true;
            while (more) {
                ScanAnswer.Page page = log().scan(new ScanRequest(0, after, Long.MAX_VALUE,
                        c -> c.equals(wanted) ? ALL : null, 2, 1000, visitedMax));
                assertThat(page.through()).isGreaterThan(after);
                assertThat(page.missing()).isZero();
                found.addAll(page.entries());
                after = page.through();
                more = page.more();
            }
            assertThat(after).isEqualTo(last);
            assertThat(found).extracting(Entry::sequence).containsExactlyElementsOf(
                    all.stream().filter(e -> e.channel().equals(wanted)).map(Entry::sequence)
                            .toList());
        }
    }

    @Test
    @Sentence("Scanning 3")
    default void pageKeepsItsLimitsButGivesOneEntry() {
        List<LogChannel> channels = ofOneShard(2).stream().map(log()::open).toList();
        log().publish(channels.get(0), "aaaa", "bbbb", "cccc");
        log().publish(channels.get(1), "unwanted", "unwanted");
        log().publish(channels.get(0), "dddd");
        List<Long> sequences = log().shards().getFirst().entries().stream().map(Entry::sequence)
                .toList();
        ScanMatcher first = c -> c.equals(channels.get(0).name()) ? ALL : null;
        assertPage(first, 2, 1000, 100, true, sequences.get(1), "aaaa", "bbbb");
        assertPage(first, 4, 1000, 100, false, sequences.get(5), "aaaa", "bbbb", "cccc", "dddd");
        assertPage(first, 9, 8, 100, true, sequences.get(1), "aaaa", "bbbb");
        assertPage(first, 9, 7, 100, true, sequences.get(0), "aaaa");
        assertPage(first, 9, 1, 100, true, sequences.get(0), "aaaa");
        assertPage(first, 9, 1000, 1, true, sequences.get(0), "aaaa");
        assertPage(first, 9, 1000, 5, true, sequences.get(4), "aaaa", "bbbb", "cccc");
        assertPage(first, 9, 1000, 6, false, sequences.get(5), "aaaa", "bbbb", "cccc", "dddd");
        assertPage(NOTHING, 9, 1000, 4, true, sequences.get(3));
        log().committed(log().append(channels.get(0), heavy("eeee", 1000), ALL, null));
        assertPage(first, 9, 1015, 100, true, sequences.get(5), "aaaa", "bbbb", "cccc", "dddd");
        assertPage(first, 9, 1016, 100, false, log().shards().getFirst().entries().getLast()
                .sequence(), "aaaa", "bbbb", "cccc", "dddd", "eeee");
    }

    private void assertPage(ScanMatcher matcher, int limit, int bytesMax, int visitedMax,
            boolean more, long through, String... texts) {
        ScanAnswer.Page page = log().scan(
                new ScanRequest(0, 0, Long.MAX_VALUE, matcher, limit, bytesMax, visitedMax));
        assertThat(page.entries()).extracting(LogTester::text).containsExactly(texts);
        assertThat(page.through()).isEqualTo(through);
        assertThat(page.more()).isEqualTo(more);
    }

    @Test
    @Sentence("Scanning 4")
    default void wantedEntryThatIsNoLongerKeptIsCountedAsMissing() {
        List<ChannelName> names = ofOneShard(4);
        List<LogChannel> channels = names.stream().map(log()::open).toList();
        LogRetention two = new LogRetention(2, LogRetention.FOR_EVER, Long.MAX_VALUE);
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        LogRetention fewBytes = new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER, 3);
        Map<ChannelName, LogRetention> rules = Map.of(names.get(0), two, names.get(1), hour,
                names.get(2), fewBytes, names.get(3), ALL);
        log().publish(channels.get(0), two, "0a", "0b", "0c");
        log().publish(channels.get(1), hour, "1a", "1b");
        log().publish(channels.get(2), fewBytes, "2a", "2b");
        long upTo = log().publish(channels.get(3), "3a", "3b").getFirst().offset();
        assertThat(harness().get(harness().log().trim(channels.get(3), upTo)))
                .isEqualTo(new TrimAnswer.Trimmed());
        assertKept(rules::get, 3, "0b", "0c", "1a", "1b", "2b", "3b");
        harness().passTime(Duration.ofHours(3));
        log().publish(channels.get(1), hour, "1c");
        assertKept(rules::get, 5, "0b", "0c", "2b", "3b", "1c");
        assertKept(c -> c.equals(names.get(3)) ? ALL : null, 1, "3b");
        assertKept(NOTHING, 0);
        restart();
        assertKept(rules::get, 5, "0b", "0c", "2b", "3b", "1c");
    }

    private void assertKept(ScanMatcher matcher, long missing, String... texts) {
        ScanAnswer.Page page = scan(0, matcher);
        assertThat(page.entries()).extracting(LogTester::text).containsExactly(texts);
        assertThat(page.missing()).isEqualTo(missing);
        assertThat(page.more()).isFalse();
    }

    @Test
    @Sentence("Scanning 5")
    default void whatTheLogNoLongerKnowsOfIsCountedAsMissing() {
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        LogChannel channel = log().open(ofOneShard(1).getFirst());
        log().publish(channel, hour, "a", "b", "c");
        List<Entry> all = log().shards().getFirst().entries();
        long last = all.getLast().sequence();
        harness().passTime(Duration.ofDays(70));
        ScanAnswer.Page all3 = new ScanAnswer.Page(List.of(), last, 3, false);
        assertThat(scan(0, NOTHING)).isEqualTo(all3);
        assertThat(scan(all.getFirst().sequence(), EVERYTHING))
                .isEqualTo(new ScanAnswer.Page(List.of(), last, 2, false));
        restart();
        assertThat(scan(0, EVERYTHING)).isEqualTo(all3);
        log().publish(log().open(channel.name()), hour, "d");
        assertKept(c -> hour, 3, "d");
    }

    @Test
    @Sentence("Scanning 6")
    default void scanHasWhatWasCommittedBeforeItAndNothingAboveItsBound() {
        List<LogChannel> channels = ofOneShard(2).stream().map(log()::open).toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            log().publish(channels.get(i % 2), "m" + i);
            texts.add("m" + i);
            assertThat(scan(0, EVERYTHING).entries()).extracting(LogTester::text)
                    .containsExactlyElementsOf(texts);
        }
        List<Append> inFlight = IntStream.range(30, 200)
                .mapToObj(i -> log().append(channels.get(0), "m" + i)).toList();
        List<Entry> seen = scan(0, EVERYTHING).entries();
        inFlight.forEach(log()::committed);
        List<Entry> all = log().shards().getFirst().entries();
        assertThat(seen).extracting(Entry::sequence).containsExactlyElementsOf(
                all.subList(0, seen.size()).stream().map(Entry::sequence).toList());
        for (int bound : new int[]{0, 1, 15, 199}) {
            long upTo = all.get(bound).sequence();
            ScanAnswer.Page page = log().scan(
                    new ScanRequest(0, 0, upTo, EVERYTHING, 1000, 100_000, 1000));
            assertThat(page.entries()).extracting(Entry::sequence).containsExactlyElementsOf(
                    all.subList(0, bound + 1).stream().map(Entry::sequence).toList());
            assertThat(page.through()).isEqualTo(upTo);
            assertThat(page.more()).isFalse();
        }
    }

    @Test
    @Sentence("Scanning 7")
    default void endOfAShardLiesBeforeAllItsListenerHears() {
        assertThat(log().ends()).containsOnly(0L);
        List<ChannelName> names = ofOneShard(2);
        log().publish(log().open(names.get(0)), "a", "b");
        log().publish(log().open(names.get(1)), "c");
        long last = log().shards().getFirst().entries().getLast().sequence();
        for (int i = 0; i < 2; i++) {
            restart();
            assertThat(log().ends().getFirst()).isEqualTo(last);
            assertThat(log().ends().subList(1, log().ends().size())).containsOnly(0L);
        }
        log().publish(log().open(names.get(0)), "d");
        List<Entry> heard = log().shards().getFirst().entries();
        assertThat(heard).extracting(LogTester::text).containsExactly("d");
        assertThat(heard.getFirst().sequence()).isGreaterThan(last);
        assertThat(scan(last, EVERYTHING).entries()).extracting(e -> text(e))
                .containsExactly("d");
    }

    private ScanAnswer.Page scan(long after, ScanMatcher matcher) {
        return log().scan(new ScanRequest(0, after, Long.MAX_VALUE, matcher, 10_000,
                Integer.MAX_VALUE, 100_000));
    }

    private void appendInTurn(List<LogChannel> channels, int count) {
        List<Append> appends = IntStream.range(0, count).mapToObj(
                i -> log().append(channels.get(i * 7 % 10 % channels.size()), "m" + i)).toList();
        appends.forEach(log()::committed);
    }
}
