package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.DeliveryLimits;
import tidings.core.fanout.LoopEvent;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.ShardTap;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// A loop that does not get round to delivering what it was given.
class SlowLoopTest {
    private static final int SHARDS = 3;
    private static final long AN_HOUR_MS = 3_600_000;
    private static final int PAYLOAD_BYTES = 10_000;
    /// More than may wait for a loop.
    private static final int MANY = 300;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final SimulatedLoop fast = new SimulatedLoop(world, 0, 0);
    private final SimulatedLoop slow = new SimulatedLoop(world, 1, AN_HOUR_MS);
    private final List<String> stops = new ArrayList<>();
    private final Tidings tidings = new Tidings(List.of(fast, slow),
            new SimulatedLog(world, new SimulatedStore(SHARDS, world.random()),
                    SimulatedLogSettings.CALM, (reason, cause) -> stops.add(reason + cause)),
            new Rules(List.of(
                    new Rule(new Glob("fleeting*"), null, false, JoinLeave.OFF, Recovery.STREAM,
                            Slow.DROP, Rights.ALL, Limits.DEFAULT),
                    Rule.DEFAULT)),
            new ShardLimits(1_000_000, 100, 1_000), 1L << 30, NewChannelLimits.DEFAULT,
            new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE),
            (reason, cause) -> stops.add(reason + cause));
    private final List<PublishOutcome> answers = new ArrayList<>();

    /// One that the fast loop's shards have.
    private static ChannelName channelOfTheFastLoop(String prefix) {
        for (int i = 0;; i++) {
            ChannelName name = ChannelName.of(prefix + i, NameLimits.DEFAULT);
            if (name.shardOf(SHARDS) % 2 == 0) {
                return name;
            }
        }
    }

    private void publishMany(ChannelName channel) {
        Message message = new Message(new byte[PAYLOAD_BYTES], PayloadKind.BYTES, null, Map.of(),
                null, Attributes.NONE);
        for (int i = 0; i < MANY; i++) {
            fast.runNow(() -> tidings.shardOf(channel).publish(new Publish(channel, message, null,
                    false, null, List.of(), tidings.loops().getFirst().fanOut(), answers::add,
                    0)));
            world.runFor(20);
        }
    }

    private void hearEverythingOnTheSlowLoop(ChannelName channel) {
        fast.runNow(() -> tidings.shardOf(channel)
                .tap(tidings.loops().getLast().fanOut(), _ -> {}));
        world.runFor(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fleeting", "logged"})
    void publishersWaitForALoopThatIsBehind(String prefix) {
        ChannelName channel = channelOfTheFastLoop(prefix);
        hearEverythingOnTheSlowLoop(channel);
        publishMany(channel);
        assertThat(answers).as("as many as may wait for a loop, and not all").hasSizeBetween(50,
                (1 << 20) / PAYLOAD_BYTES + 1);
        assertThat(tidings.publishBudget().bytes()).as("what is not answered counts")
                .isGreaterThan((MANY - answers.size()) * (long) PAYLOAD_BYTES);

        world.runFor(3 * AN_HOUR_MS);
        assertThat(answers).as("all, once it has delivered them").hasSize(MANY)
                .noneMatch(PublishOutcome.Refused.class::isInstance);
        assertThat(tidings.publishBudget().bytes()).isZero();
        assertThat(stops).isEmpty();
    }

    @Test
    void publishersOfChannelsThatItDoesNotGetWaitForNobody() {
        ChannelName heard = channelOfTheFastLoop("fleeting");
        hearEverythingOnTheSlowLoop(heard);
        publishMany(heard);
        answers.clear();

        ChannelName other = channelOfTheFastLoop("fleetingToo");
        for (int i = 0; other.shardOf(SHARDS) == heard.shardOf(SHARDS); i++) {
            other = channelOfTheFastLoop("fleetingToo" + i);
        }
        publishMany(other);
        assertThat(answers).hasSize(MANY);
    }

    /// Their sockets are read, their deadlines looked at.
    @ParameterizedTest
    @CsvSource({"0, 1, 3", "1000000, 10, 10"})
    void othersOfALoopComeBetweenWhatItDelivers(long turnNsMax, int min, int max) {
        LoopFanOut fanOut = new LoopFanOut(fast, new DeliveryLimits(1 << 20, turnNsMax),
                (reason, cause) -> stops.add(reason + cause));
        List<Message> delivered = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        List<Message> all = IntStream.range(0, 10)
                .mapToObj(n -> new Message(new byte[n], PayloadKind.BYTES, null, Map.of(), null,
                        Attributes.NONE))
                .toList();
        fast.runNow(() -> {
            fanOut.tap(new Recorder(delivered));
            all.forEach(message -> fanOut.post(List.of(new LoopEvent.Relayed(
                    ChannelName.of("any", NameLimits.DEFAULT), List.of(message)))));
            fast.schedule(0, () -> seen.add(delivered.size()));
        });
        world.runFor(20);
        assertThat(seen).singleElement().satisfies(count -> assertThat(count).isBetween(min, max));
        assertThat(delivered).isEqualTo(all);
        assertThat(stops).isEmpty();
    }

    private record Recorder(List<Message> delivered) implements ShardTap {
        @Override
        public void onTurn() {}

        @Override
        public void onLogged(ChannelName channel, List<Entry> entries) {}

        @Override
        public void onMoved(int shard, long sequence) {}

        @Override
        public void onRelayed(ChannelName channel, List<Message> messages) {
            delivered.addAll(messages);
        }

        @Override
        public void onPositionsLost(int shard) {}
    }
}
