package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.LoopFanOut;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.publish.Publisher;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// What is said beside a payload counts where the payload counts.
class PublishWeightTest {
    private static final ChannelName CHANNEL = ChannelName.of("room", NameLimits.DEFAULT);
    private static final int PUBLISH_BYTES = 1_000_000;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final List<String> stops = new ArrayList<>();
    private final SimulatedLoop loop = new SimulatedLoop(world, 0, 8);
    private final Tidings tidings = new Tidings(List.of(loop),
            new SimulatedLog(world, new SimulatedStore(3, world.random()),
                    SimulatedLogSettings.CALM, (reason, cause) -> stops.add(reason + cause)),
            new Rules(List.of(
                    new Rule(new Glob("fleeting*"), null, false, JoinLeave.OFF, Recovery.STREAM,
                            Slow.DROP, Rights.ALL, Limits.DEFAULT),
                    Rule.DEFAULT)),
            new ShardLimits(10_000, 0, 50), PUBLISH_BYTES,
            NewChannelLimits.DEFAULT,
            new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE),
            (reason, cause) -> stops.add(reason + cause));
    private final Publisher publisher = new Publisher(tidings.loops().getFirst());
    private final Identity alice = Identity.of(tidings.users().hold("alice"), "s", null);
    private final List<PublishOutcome> outcomes = new ArrayList<>();

    private @Nullable Refusal publish(int tagBytes) {
        return publisher.publish(alice, CHANNEL, new Message(new byte[1], PayloadKind.BYTES, null,
                Map.of("t", "x".repeat(tagBytes)), null), null, false, outcomes::add);
    }

    @Test
    void publishesThatWaitForTheLogAreBoundedWithTheirTags() {
        loop.runNow(() -> publish(0));
        world.runFor(100);
        loop.runNow(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(publish(60_000)).isNull();
            }
        });
        world.runFor(100);
        assertThat(outcomes.stream().filter(each -> each instanceof PublishOutcome.Stored).count())
                .as("of 120,000 bytes each, in %d", PUBLISH_BYTES).isEqualTo(1 + 8);
        assertThat(outcomes.stream()
                .filter(each -> each instanceof PublishOutcome.Refused(Refusal.Overloaded _))
                .count()).isEqualTo(12);
        assertThat(tidings.publishBudget().bytes()).isZero();
        assertThat(stops).isEmpty();
    }

    /// One that the shard's loop has not seen yet takes memory like any other.
    @Test
    void publishesCountFromWhenTheyAreAskedForUntilTheyAreAnswered() {
        loop.runNow(() -> {
            for (int i = 0; i < 20; i++) {
                publish(60_000);
            }
            assertThat(tidings.publishBudget().bytes()).isBetween(8 * 120_000L, 1_000_000L);
            assertThat(outcomes).as("answered from within").isEmpty();
        });
        world.runFor(100);
        assertThat(outcomes).hasSize(20);
        assertThat(outcomes.stream().filter(each -> each instanceof PublishOutcome.Stored))
                .hasSize(8);
        assertThat(tidings.publishBudget().bytes()).isZero();
        assertThat(stops).isEmpty();
    }

    /// Stored, relayed, refused by the log, refused because too many wait, unknown to any rule.
    @Test
    void whateverTheAnswerIsWhatWasTakenIsGivenBack() {
        LoopFanOut home = tidings.loops().getFirst().fanOut();
        loop.runNow(() -> {
            for (int i = 0; i < 200; i++) {
                ChannelName channel = ChannelName.of("c" + i % 3, NameLimits.DEFAULT);
                Refusal mayNotCreate = i % 5 == 0 ? new Refusal.TooMany("channels", 1) : null;
                tidings.shardOf(channel).publish(new Publish(channel,
                        new Message(new byte[100], PayloadKind.BYTES, null, Map.of(), null), null,
                        i % 7 == 0, mayNotCreate, List.of(), i % 2 == 0 ? home : null,
                        outcomes::add, 0));
            }
            assertThat(tidings.publishBudget().bytes()).isPositive();
        });
        world.runFor(100);
        assertThat(outcomes).hasSize(200);
        assertThat(outcomes.stream().map(Object::getClass).distinct()).hasSize(3);
        assertThat(tidings.publishBudget().bytes()).isZero();
    }

    /// Who has made too many goes on publishing to those that are there.
    @Test
    void ofChannelsThatMayNotBeMadeFewAreReadAtATime() {
        Refusal mayNot = new Refusal.TooMany("channels", 1);
        loop.runNow(() -> {
            publishTo("room", null);
            for (int i = 0; i < 100; i++) {
                publishTo("new" + i, mayNot);
            }
            publishTo("room", mayNot);
        });
        loop.runNow(() -> assertThat(outcomes).as("refused without a read").hasSize(100 - 6));
        world.runFor(100);
        assertThat(outcomes).hasSize(102);
        assertThat(outcomes.stream().filter(each -> each instanceof PublishOutcome.Stored))
                .hasSize(2);
        loop.runNow(() -> publishTo("room2", null));
        world.runFor(100);
        outcomes.clear();
        // Each of them alone is looked for.
        loop.runNow(() -> publishTo("room2", mayNot));
        world.runFor(100);
        assertThat(outcomes).singleElement().isInstanceOf(PublishOutcome.Stored.class);
        assertThat(stops).isEmpty();
    }

    @Test
    void whereNothingIsKeptNothingIsMade() {
        Refusal mayNot = new Refusal.TooMany("channels", 1);
        loop.runNow(() -> {
            for (int i = 0; i < 100; i++) {
                publishTo("new" + i, mayNot);
            }
            outcomes.clear();
            for (int i = 0; i < 10; i++) {
                publishTo("fleeting" + i, mayNot);
            }
        });
        world.runFor(100);
        assertThat(outcomes.stream().filter(each -> each instanceof PublishOutcome.Relayed))
                .hasSize(10);
        assertThat(stops).isEmpty();
    }

    private void publishTo(String name, @Nullable Refusal mayNotCreate) {
        ChannelName channel = ChannelName.of(name, NameLimits.DEFAULT);
        tidings.shardOf(channel).publish(new Publish(channel,
                new Message(new byte[1], PayloadKind.BYTES, null, Map.of(), null), null, false,
                mayNotCreate, List.of(), null, outcomes::add, 0));
    }

    @Test
    void whatIsSaidBesideAMessageHasALimitOfItsOwn() {
        List<@Nullable Refusal> refusals = new ArrayList<>();
        loop.runNow(() -> {
            refusals.add(publish((1 << 20) - 1));
            refusals.add(publish(1 << 20));
        });
        assertThat(refusals).containsExactly(null, new Refusal.TooLarge(
                "what is said beside a message", 1 << 20, (1 << 20) + 1));
    }
}
