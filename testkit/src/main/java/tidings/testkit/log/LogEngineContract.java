package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.ALL;
import static tidings.testkit.log.LogTester.heavy;
import static tidings.testkit.log.LogTester.message;
import static tidings.testkit.log.LogTester.name;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.log.Append;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.Located;
import tidings.log.LogChannel;
import tidings.log.LogEvent;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Outcome;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.Sender;
import tidings.log.Settled;
import tidings.log.TrimAnswer;

/// Holds an engine to each numbered sentence of [tidings.log.Log]. A subclass brings the engine.
/// That no sentence lacks its test, and no test its sentence, is checked by
/// `LogContractSentencesTest`.
public abstract class LogEngineContract implements ReadingContract, ScanContract, TablesContract {
    private LogHarness harness;
    private LogTester log;

    /// A fresh engine on empty storage that does everything it is asked.
    protected abstract LogHarness newHarness();

    @BeforeEach
    void openEngine() {
        harness = newHarness();
        log = new LogTester(harness);
        assertThat(harness.log().status().channels()).isZero();
    }

    @AfterEach
    void closeEngine() {
        harness.close();
    }

    @Override
    public LogHarness harness() {
        return harness;
    }

    @Override
    public LogTester log() {
        return log;
    }

    @Override
    public void restart() {
        harness.restart();
        log = new LogTester(harness);
    }

    // ---- Shards and order ----------------------------------------------------------------------

    @Test
    @Sentence("Shards and order 1")
    void numberOfShardsIsFixed() {
        int count = harness.log().shardCount();
        restart();
        assertThat(harness.log().shardCount()).isEqualTo(count);
    }

    @Test
    @Sentence("Shards and order 2")
    void channelBelongsToTheShardOfItsHash() {
        int count = harness.log().shardCount();
        for (int i = 0; i < 20; i++) {
            ChannelName name = name("c" + i);
            assertThat(log.open(name).shard()).isEqualTo(name.shardOf(count));
        }
        restart();
        assertThat(log.open(ROOM).shard()).isEqualTo(ROOM.shardOf(count));
    }

    @Test
    @Sentence("Shards and order 3")
    void listenerIsCalledOnceAtATimeInOrder() {
        appendToMany(20, 30);
        for (ShardRecorder shard : log.shards()) {
            assertThat(shard.overlapped()).isFalse();
            assertThat(shard.entries()).extracting(Entry::sequence).isSorted();
        }
    }

    @Test
    @Sentence("Shards and order 4")
    void sequencesIncreaseStrictly() {
        appendToMany(20, 30);
        List<List<Long>> before = log.shards().stream().map(LogEngineContract::sequences).toList();
        restart();
        appendToMany(20, 30);
        for (int i = 0; i < before.size(); i++) {
            List<Long> sequences = new ArrayList<>(before.get(i));
            sequences.addAll(sequences(log.shards().get(i)));
            assertThat(sequences).doesNotHaveDuplicates().isSorted();
        }
    }

    private static List<Long> sequences(ShardRecorder shard) {
        return shard.entries().stream().map(Entry::sequence).toList();
    }

    @Test
    @Sentence("Shards and order 5")
    void offsetsIncreaseStrictlyFromAboveZeroAndKnowTheirPredecessor() {
        appendToMany(10, 20);
        Map<ChannelName, Long> heads = new HashMap<>();
        for (ShardRecorder shard : log.shards()) {
            for (Entry entry : shard.entries()) {
                long head = heads.getOrDefault(entry.channel(), 0L);
                assertThat(entry.predecessor()).isEqualTo(head);
                assertThat(entry.offset()).isGreaterThan(head);
                heads.put(entry.channel(), entry.offset());
            }
        }
        heads.forEach((channel, head) -> {
            long before = 0;
            for (Entry entry : log.page(channel, ALL, new ReadFrom.Oldest()).entries()) {
                assertThat(entry.predecessor()).isEqualTo(before);
                before = entry.offset();
            }
            assertThat(before).isEqualTo(head);
        });
    }

    @Test
    @Sentence("Shards and order 6")
    void appendsOfOneCallerKeepTheirOrder() {
        LogChannel channel = log.open(ROOM);
        List<Position> positions = log.publish(channel,
                IntStream.range(0, 200).mapToObj(Integer::toString).toArray(String[]::new));
        assertThat(positions).extracting(Position::offset).isSorted();
        assertThat(log.texts(ROOM, new ReadFrom.Oldest()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    }

    @Test
    @Sentence("Shards and order 7")
    void incarnationOutlivesARestart() {
        String incarnation = harness.log().incarnation();
        assertThat(incarnation).isNotEmpty();
        log.publish(log.open(ROOM), "x");
        restart();
        assertThat(harness.log().incarnation()).isEqualTo(incarnation);
    }

    private void appendToMany(int channels, int each) {
        List<LogChannel> open = IntStream.range(0, channels).mapToObj(i -> log.open("many/" + i))
                .toList();
        List<Append> appends = new ArrayList<>();
        for (int n = 0; n < each; n++) {
            for (LogChannel channel : open) {
                appends.add(log.append(channel, "m" + n));
            }
        }
        appends.forEach(log::committed);
    }

    // ---- Append --------------------------------------------------------------------------------

    @Test
    @Sentence("Append 1")
    void everyAppendIsSettledOnceAtItsShard() {
        LogChannel channel = log.open(ROOM);
        IdempotencyKey key = new IdempotencyKey("u", "k");
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            appends.add(log.append(channel, message("m" + i % 3), ALL, i % 4 == 0 ? key : null));
        }
        appends.forEach(log::outcome);
        restart();
        appends.clear();
        LogChannel again = log.open(ROOM);
        for (int i = 0; i < 100; i++) {
            appends.add(log.append(again, "n" + i));
        }
        appends.forEach(log::outcome);
        assertThat(log.shards().get(again.shard()).settled()).extracting(Settled::append)
                .containsExactlyElementsOf(appends);
    }

    @Test
    @Sentence("Append 2")
    void entryComesBeforeItsOutcomeInTheSameEvent() {
        appendToMany(5, 20);
        for (ShardRecorder shard : log.shards()) {
            for (LogEvent event : shard.events()) {
                assertThat(event).isInstanceOf(LogEvent.Entries.class);
                LogEvent.Entries entries = (LogEvent.Entries) event;
                for (Settled settled : entries.settled()) {
                    Outcome.Committed committed = (Outcome.Committed) settled.outcome();
                    assertThat(entries.entries()).anySatisfy(entry -> {
                        assertThat(entry.channel()).isEqualTo(settled.append().channel().name());
                        assertThat(new Position(entry.epoch(), entry.offset()))
                                .isEqualTo(committed.position());
                        assertThat(entry.sequence()).isEqualTo(committed.sequence());
                    });
                }
            }
        }
    }

    @Test
    @Sentence("Append 3")
    void whatWasRefusedIsInNoLaterRead() {
        LogChannel channel = log.open(ROOM);
        IdempotencyKey key = new IdempotencyKey("u", "k");
        log.committed(log.append(channel, message("kept"), ALL, key));
        assertThat(log.outcome(log.append(channel, message("refused"), ALL, key)))
                .isInstanceOf(Outcome.Refused.class);
        log.publish(channel, "after");
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("kept", "after");
        restart();
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("kept", "after");
    }

    @Test
    @Sentence("Append 4")
    void entryIsReadBackAsItWasAppended() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("z", "last letter first");
        tags.put("a", "");
        tags.put("ü", "öß");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        List<Message> messages = List.of(
                new Message(new byte[0], PayloadKind.BYTES, null, Map.of(), null),
                new Message(all, PayloadKind.BYTES, "image/png", tags,
                        new Sender("user", "session", new byte[]{'{', '}'})),
                new Message(new byte[300_000], PayloadKind.JSON, "", Map.of("k", "v"),
                        new Sender("", "", null)),
                new Message(new byte[]{1}, PayloadKind.BYTES, null, Map.of(), null,
                        new Attributes("", false, 0, 2, null)),
                new Message(new byte[0], PayloadKind.BYTES, null, Map.of(), null,
                        new Attributes("schlüssel", true, Long.MAX_VALUE, 0, new byte[]{9, 0, 0})),
                new Message(new byte[0], PayloadKind.TEXT, "", Map.of(), null,
                        new Attributes(null, false, 1, 1, new byte[0])),
                new Message("text".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        PayloadKind.TEXT, "text/plain; charset=utf-8", Map.of(),
                        new Sender("u", "", new byte[0])));
        LogChannel channel = log.open(ROOM);
        messages.forEach(m -> log.committed(log.append(channel, m, ALL, null)));
        assertReadBack(messages);
        assertThat(log.shards().get(channel.shard()).entries()).extracting(Entry::message)
                .containsExactlyElementsOf(messages);
        restart();
        assertReadBack(messages);
    }

    private void assertReadBack(List<Message> messages) {
        List<Entry> entries = log.page(ROOM, ALL, new ReadFrom.Oldest()).entries();
        assertThat(entries).extracting(Entry::message).containsExactlyElementsOf(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(entries.get(i).message().tags().keySet())
                    .containsExactlyElementsOf(messages.get(i).tags().keySet());
        }
    }

    @Test
    @Sentence("Append 5")
    void settledAppendIsTheVeryObject() {
        LogChannel channel = log.open(ROOM);
        Append append = log.append(channel, "x");
        log.committed(append);
        assertThat(log.shards().get(channel.shard()).settled().getFirst().append())
                .isSameAs(append);
    }

    @Test
    @Sentence("Append 6")
    void committedEntriesOutliveARestart() {
        List<Position> before = log.publish(log.open(ROOM), "a", "b", "c");
        restart();
        LogChannel channel = log.open(ROOM);
        assertThat(log.page(ROOM, ALL, new ReadFrom.Oldest()).entries())
                .extracting(e -> new Position(e.epoch(), e.offset()))
                .containsExactlyElementsOf(before);
        Position next = log.publish(channel, "d").getFirst();
        assertThat(next.epoch()).isEqualTo(before.getLast().epoch());
        assertThat(next.offset()).isGreaterThan(before.getLast().offset());
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("a", "b", "c", "d");
    }

    // ---- Idempotency ---------------------------------------------------------------------------

    private static final IdempotencyKey KEY = new IdempotencyKey("user:1", "key");

    @Test
    @Sentence("Idempotency 1")
    void repeatWithinTheWindowIsDuplicate() {
        LogChannel channel = log.open(ROOM);
        Position first = log.committed(log.append(channel, message("x"), ALL, KEY));
        log.publish(channel, "between");
        harness.passTime(harness.idempotencyWindow().minusSeconds(1));
        assertThat(log.outcome(log.append(channel, message("x"), ALL, KEY)))
                .isEqualTo(new Outcome.Duplicate(first));
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("x", "between");
    }

    @Test
    @Sentence("Idempotency 2")
    void repeatWithinOneBatchIsDuplicate() {
        LogChannel channel = log.open(ROOM);
        List<Append> appends = IntStream.range(0, 50)
                .mapToObj(_ -> log.append(channel, message("x"), ALL, KEY)).toList();
        Position first = log.committed(appends.getFirst());
        appends.stream().skip(1).forEach(
                a -> assertThat(log.outcome(a)).isEqualTo(new Outcome.Duplicate(first)));
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("x");
    }

    @Test
    @Sentence("Idempotency 3")
    void sameKeyWithAnotherMessageIsRefused() {
        LogChannel channel = log.open(ROOM);
        Outcome reused = new Outcome.Refused(new LogRefusal.KeyReused());
        Append first = log.append(channel, message("x"), ALL, KEY);
        Append second = log.append(channel, message("y"), ALL, KEY);
        log.committed(first);
        assertThat(log.outcome(second)).isEqualTo(reused);
        assertThat(log.outcome(log.append(channel, message("z"), ALL, KEY))).isEqualTo(reused);
        Message same = message("x");
        assertThat(log.outcome(log.append(channel, new Message(same.payload(), same.kind(),
                "text/html", Map.of(), null), ALL, KEY))).isEqualTo(reused);
        assertThat(log.outcome(log.append(channel, new Message(same.payload(), same.kind(), null,
                Map.of("a", "b"), null), ALL, KEY))).isEqualTo(reused);
        assertThat(log.outcome(log.append(channel, new Message(same.payload(), same.kind(), null,
                Map.of(), new Sender("user:1", "another", null)), ALL, KEY)))
                .isInstanceOf(Outcome.Duplicate.class);
    }

    @Test
    @Sentence("Idempotency 4")
    void keysOfOtherScopesAndChannelsNeverMeet() {
        LogChannel channel = log.open(ROOM);
        LogChannel other = log.open("room/2");
        log.committed(log.append(channel, message("x"), ALL, new IdempotencyKey("a", "bc")));
        log.committed(log.append(channel, message("x"), ALL, new IdempotencyKey("ab", "c")));
        log.committed(log.append(channel, message("x"), ALL, new IdempotencyKey("abc", "")));
        log.committed(log.append(other, message("x"), ALL, new IdempotencyKey("a", "bc")));
    }

    @Test
    @Sentence("Idempotency 5")
    void keysSurviveARestart() {
        Position first = log.committed(log.append(log.open(ROOM), message("x"), ALL, KEY));
        restart();
        LogChannel channel = log.open(ROOM);
        assertThat(log.outcome(log.append(channel, message("x"), ALL, KEY)))
                .isEqualTo(new Outcome.Duplicate(first));
    }

    @Test
    @Sentence("Idempotency 6")
    void afterTheWindowAKeyMakesANewEntry() {
        LogChannel channel = log.open(ROOM);
        Position first = log.committed(log.append(channel, message("x"), ALL, KEY));
        harness.passTime(harness.idempotencyWindow().plusSeconds(1));
        Position second = log.committed(log.append(channel, message("x"), ALL, KEY));
        assertThat(second.offset()).isGreaterThan(first.offset());
        assertThat(log.outcome(log.append(channel, message("x"), ALL, KEY)))
                .isEqualTo(new Outcome.Duplicate(second));
    }

    // ---- Opening -------------------------------------------------------------------------------

    @Test
    @Sentence("Opening 1")
    void openingWritesNothing() {
        assertThat(log.open(ROOM).recordedWhenOpened()).isFalse();
        assertThat(harness.log().status().channels()).isZero();
        restart();
        assertThat(harness.log().status().channels()).isZero();
        assertThat(log.open(ROOM).recordedWhenOpened()).isFalse();
    }

    @Test
    @Sentence("Opening 2")
    void everyNameHasAnEpochThatStays() {
        String epoch = log.open(ROOM).epoch();
        assertThat(epoch).hasSize(8);
        assertThat(log.head(ROOM)).isEqualTo(new Position(epoch, 0));
        assertThat(log.open(ROOM).epoch()).isEqualTo(epoch);
        restart();
        assertThat(log.head(ROOM)).isEqualTo(new Position(epoch, 0));
        assertThat(log.open(ROOM).epoch()).isEqualTo(epoch);
    }

    @Test
    @Sentence("Opening 3")
    void firstCommitMakesTheRecordUnderTheEpochOfItsHandle() {
        LogChannel channel = log.open(ROOM);
        Position first = log.publish(channel, "x").getFirst();
        assertThat(first.epoch()).isEqualTo(channel.epoch());
        assertThat(harness.log().status().channels()).isEqualTo(1);
        assertThat(log.head(ROOM)).isEqualTo(first);
        restart();
        LogChannel again = log.open(ROOM);
        assertThat(again.recordedWhenOpened()).isTrue();
        assertThat(again.epoch()).isEqualTo(channel.epoch());
    }

    @Test
    @Sentence("Opening 4")
    void laterHandleBeginsAtTheHead() {
        Position head = log.publish(log.open(ROOM), "a", "b").getLast();
        LogChannel again = log.open(ROOM);
        assertThat(again.headWhenOpened()).isEqualTo(head.offset());
        assertThat(log.publish(again, "c").getFirst().offset()).isGreaterThan(head.offset());
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("a", "b", "c");
    }

    // ---- Retention and trim --------------------------------------------------------------------

    @Test
    @Sentence("Retention and trim 1")
    void onlyTheNewestEntriesAreRead() {
        LogRetention two = new LogRetention(2, LogRetention.FOR_EVER, Long.MAX_VALUE);
        log.publish(log.open(ROOM), two, "a", "b", "c", "d");
        assertThat(log.texts(ROOM, two, new ReadFrom.Oldest())).containsExactly("c", "d");
        assertThat(log.texts(ROOM, two, new ReadFrom.Newest())).containsExactly("d", "c");
    }

    @Test
    @Sentence("Retention and trim 2")
    void entriesOlderThanTheAgeAreNotRead() {
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        LogChannel channel = log.open(ROOM);
        Position a = log.publish(channel, hour, "a").getFirst();
        harness.passTime(Duration.ofMinutes(40));
        Position b = log.publish(channel, hour, "b").getFirst();
        assertThat(log.texts(ROOM, hour, new ReadFrom.Oldest())).containsExactly("a", "b");
        harness.passTime(Duration.ofMinutes(40));
        assertThat(log.texts(ROOM, hour, new ReadFrom.Oldest())).containsExactly("b");
        assertThat(log.texts(ROOM, hour, new ReadFrom.Newest())).containsExactly("b");
        assertThat(log.texts(ROOM, hour, new ReadFrom.After(a.offset()))).containsExactly("b");
        assertThat(log.read(ROOM, hour, new ReadFrom.After(0)))
                .isEqualTo(new ReadAnswer.TooOld(b, b.offset()));
        harness.passTime(Duration.ofMinutes(40));
        assertThat(log.texts(ROOM, hour, new ReadFrom.Oldest())).isEmpty();
        assertThat(log.read(ROOM, hour, new ReadFrom.After(a.offset())))
                .isInstanceOf(ReadAnswer.TooOld.class);
        assertThat(log.locate(ROOM, hour, b)).isEqualTo(new Located.Ok());
    }

    @Test
    @Sentence("Retention and trim 3")
    void onlyTheNewestEntriesThatFitAreRead() {
        LogChannel channel = log.open(ROOM);
        log.publish(channel, "aaaa", "bbbb", "cccc");
        assertThat(log.texts(ROOM, bytes(12), new ReadFrom.Oldest())).containsExactly("aaaa",
                "bbbb", "cccc");
        assertThat(log.texts(ROOM, bytes(11), new ReadFrom.Oldest())).containsExactly("bbbb",
                "cccc");
        assertThat(log.texts(ROOM, bytes(8), new ReadFrom.Newest())).containsExactly("cccc",
                "bbbb");
        assertThat(log.texts(ROOM, bytes(3), new ReadFrom.Newest())).containsExactly("cccc");
        assertThat(log.texts(ROOM, bytes(1), new ReadFrom.Oldest())).containsExactly("cccc");
        log.committed(log.append(channel, heavy("dddd", 1000), ALL, null));
        assertThat(log.texts(ROOM, bytes(1003), new ReadFrom.Oldest())).containsExactly("dddd");
        assertThat(log.texts(ROOM, bytes(1004), new ReadFrom.Oldest())).containsExactly("cccc",
                "dddd");
    }

    private static LogRetention bytes(long most) {
        return new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER, most);
    }

    @Test
    @Sentence("Retention and trim 4")
    void trimmedEntriesAreNotReadAndOffsetsGoOn() {
        LogChannel channel = log.open(ROOM);
        List<Position> all = log.publish(channel, "a", "b", "c", "d");
        long upTo = all.get(1).offset();
        assertThat(harness.get(harness.log().trim(channel, upTo)))
                .isEqualTo(new TrimAnswer.Trimmed());
        assertTrimmed(all);
        restart();
        assertTrimmed(all);
        Position e = log.publish(log.open(ROOM), "e").getFirst();
        assertThat(e.offset()).isGreaterThan(all.get(3).offset());
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("c", "d", "e");
    }

    private void assertTrimmed(List<Position> all) {
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("c", "d");
        assertThat(log.texts(ROOM, new ReadFrom.Newest())).containsExactly("d", "c");
        assertThat(log.read(ROOM, new ReadFrom.After(all.get(0).offset())))
                .isEqualTo(new ReadAnswer.TooOld(all.get(3), all.get(2).offset()));
        assertThat(log.texts(ROOM, new ReadFrom.After(all.get(1).offset()))).containsExactly("c",
                "d");
    }

    @Test
    @Sentence("Retention and trim 5")
    void headAndEpochOutliveTheEntries() {
        LogRetention hour = new LogRetention(Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE);
        Position head = log.publish(log.open(ROOM), hour, "a", "b").getLast();
        harness.passTime(Duration.ofDays(3));
        assertThat(log.head(ROOM)).isEqualTo(head);
        restart();
        assertThat(log.head(ROOM)).isEqualTo(head);
        LogChannel channel = log.open(ROOM);
        Position next = log.publish(channel, hour, "c").getFirst();
        assertThat(next.epoch()).isEqualTo(head.epoch());
        assertThat(next.offset()).isGreaterThan(head.offset());
        assertThat(log.texts(ROOM, hour, new ReadFrom.Oldest())).containsExactly("c");
    }

    // ---- Relay ---------------------------------------------------------------------------------

    @Test
    @Sentence("Relay 1")
    void relayedMessageComesToItsShardAndIsInNoRead() {
        LogChannel channel = log.open(ROOM);
        Message fleeting = message("fleeting");
        harness.log().relay(ROOM, fleeting);
        ShardRecorder shard = log.shards().get(channel.shard());
        harness.until("the relayed message", () -> !shard.events().isEmpty());
        assertThat(shard.events()).containsExactly(new LogEvent.Relayed(ROOM, fleeting));
        log.publish(channel, "kept");
        assertThat(log.texts(ROOM, new ReadFrom.Oldest())).containsExactly("kept");
    }

    // ---- Closing -------------------------------------------------------------------------------

    @Test
    @Sentence("Closing 1")
    void whatWasAppendedBeforeCloseIsSettled() {
        LogChannel channel = log.open(ROOM);
        List<Append> appends = IntStream.range(0, 500).mapToObj(i -> log.append(channel, "m" + i))
                .toList();
        harness.log().close();
        List<Outcome> outcomes = appends.stream().map(log::outcome).toList();
        restart();
        List<String> kept = log.texts(ROOM, new ReadFrom.Oldest());
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case Outcome.Committed _ -> assertThat(kept).contains("m" + i);
                case Outcome.Refused _ -> assertThat(kept).doesNotContain("m" + i);
                case Outcome.Unknown _ -> {
                }
                case Outcome.Duplicate _ -> throw new AssertionError("m" + i + " is no repeat");
            }
        }
    }

    @Test
    @Sentence("Closing 2")
    void afterCloseEverythingIsRefusedAsUnavailable() {
        LogChannel channel = log.open(ROOM);
        harness.log().close();
        assertThat(log.outcome(log.append(channel, "x"))).isInstanceOfSatisfying(
                Outcome.Refused.class,
                r -> assertThat(r.refusal()).isInstanceOf(LogRefusal.Unavailable.class));
        assertThat(log.read(ROOM, new ReadFrom.Oldest())).isInstanceOfSatisfying(
                ReadAnswer.Failed.class,
                r -> assertThat(r.refusal()).isInstanceOf(LogRefusal.Unavailable.class));
        assertThat(harness.get(harness.log().open(ROOM))).isInstanceOf(OpenAnswer.Failed.class);
        assertThat(log.locate(ROOM, ALL, new Position(channel.epoch(), 0)))
                .isInstanceOf(Located.Failed.class);
    }
}
