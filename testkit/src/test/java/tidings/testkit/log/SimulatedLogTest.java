package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.LogChannel;
import tidings.log.Outcome;
import tidings.log.Position;
import tidings.log.ReadFrom;
import tidings.log.WriteAnswer;

class SimulatedLogTest {
    private static final ChannelName ROOM = name("room");

    @Nested
    class Dense extends LogEngineContract {
        @Override
        protected LogHarness newHarness() {
            return new SimulatedLogHarness(1, SimulatedLogSettings.CALM);
        }
    }

    @Nested
    class Sparse extends LogEngineContract {
        @Override
        protected LogHarness newHarness() {
            return new SimulatedLogHarness(2,
                    SimulatedLogSettings.ROUGH.withFaults(0, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyCommittedEntryOutlivesACrash(long seed) {
        SimulatedLogHarness harness = new SimulatedLogHarness(seed, SimulatedLogSettings.CALM);
        LogTester log = new LogTester(harness);
        LogChannel channel = log.open(ROOM);
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            appends.add(log.append(channel, "m" + i));
        }
        log.committed(appends.get(30));
        List<Position> committed = log.shards().get(channel.shard()).settled().stream()
                .map(s -> ((Outcome.Committed) s.outcome()).position()).toList();
        harness.crash();
        LogTester after = new LogTester(harness);
        List<Position> kept = after.page(ROOM, LogTester.ALL, new ReadFrom.Oldest()).entries()
                .stream().map(e -> new Position(e.epoch(), e.offset())).toList();
        assertThat(kept).startsWith(committed.toArray(Position[]::new));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void epochChangesIfAPowerCutLostACommittedEntry(long seed) {
        SimulatedLogHarness harness = new SimulatedLogHarness(seed,
                SimulatedLogSettings.CALM.withAcksBeforeSync(true));
        LogTester log = new LogTester(harness);
        LogChannel channel = log.open(ROOM);
        List<Position> committed = log.publish(channel, "a", "b", "c", "d", "e");
        harness.cutPower();
        Position head = new LogTester(harness).head(ROOM);
        boolean lost = head.offset() < committed.getLast().offset();
        assertThat(head.epoch().equals(channel.epoch())).isEqualTo(!lost);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void rowsAreLostWithTheirEntriesAndWithNoneBetween(long seed) {
        SimulatedLogHarness harness = new SimulatedLogHarness(seed,
                SimulatedLogSettings.CALM.withAcksBeforeSync(true));
        LogTester log = new LogTester(harness);
        LogChannel channel = log.open(ROOM);
        int shard = channel.shard();
        for (int i = 0; i < 10; i++) {
            log.committed(log.append(channel, LogTester.message("" + i), LogTester.ALL, null,
                    LogTester.theEntry("with", "" + i)));
            assertThat(log.write(shard, LogTester.put("alone", "" + i, "")))
                    .isEqualTo(new WriteAnswer.Written());
        }
        if (seed % 2 == 0) {
            harness.simulated().lose(7, "lost");
        } else {
            harness.cutPower();
        }
        LogTester after = seed % 2 == 0 ? log : new LogTester(harness);
        List<String> kept = after.texts(ROOM, new ReadFrom.Oldest());
        assertThat(after.texts(shard, "with"))
                .containsExactlyElementsOf(kept.stream().map(i -> i + "=" + i).toList());
        assertThat(after.texts(shard, "alone").size()).isBetween(kept.size() - 1, kept.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void writesThatAreUnknownOrRefusedAreCalledSo(long seed) {
        SimulatedLogHarness harness = new SimulatedLogHarness(seed,
                SimulatedLogSettings.ROUGH.withFaults(0.2, 0.2, 0, 0));
        LogTester log = new LogTester(harness);
        List<CompletionStage<WriteAnswer>> stages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stages.add(harness.log().write(0, List.of(LogTester.put("a", "" + i, ""),
                    LogTester.put("b", "" + i, ""))));
        }
        List<WriteAnswer> answers = stages.stream().map(harness::get).toList();
        List<String> kept = log.texts(0, "a");
        assertThat(log.texts(0, "b")).isEqualTo(kept);
        for (int i = 0; i < 100; i++) {
            switch (answers.get(i)) {
                case WriteAnswer.Written() -> assertThat(kept).contains(i + "=");
                case WriteAnswer.Refused _ -> assertThat(kept).doesNotContain(i + "=");
                case WriteAnswer.Unknown _ -> {
                }
            }
        }
        assertThat(answers).hasAtLeastOneElementOfType(WriteAnswer.Unknown.class)
                .hasAtLeastOneElementOfType(WriteAnswer.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsUnknownOrRefusedIsCalledSo(long seed) {
        SimulatedLogHarness harness = new SimulatedLogHarness(seed,
                SimulatedLogSettings.ROUGH.withFaults(0.2, 0.2, 0, 0));
        LogTester log = new LogTester(harness);
        LogChannel channel = log.open(ROOM);
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            appends.add(log.append(channel, "m" + i));
        }
        List<Outcome> outcomes = appends.stream().map(log::outcome).toList();
        List<String> kept = log.texts(ROOM, new ReadFrom.Oldest());
        for (int i = 0; i < 100; i++) {
            switch (outcomes.get(i)) {
                case Outcome.Committed _ -> assertThat(kept).contains("m" + i);
                case Outcome.Refused _ -> assertThat(kept).doesNotContain("m" + i);
                case Outcome.Unknown _ -> {
                }
                case Outcome.Duplicate _ -> throw new AssertionError("nothing was repeated");
            }
        }
        assertThat(outcomes).hasAtLeastOneElementOfType(Outcome.Unknown.class)
                .hasAtLeastOneElementOfType(Outcome.Refused.class);
    }
}
