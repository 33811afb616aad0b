package tidings.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.ShardLimits;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rules;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// What counts as one connection over plain HTTP.
class PublishersTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 1);
    private static final int HOUR_MS = 3_600_000;

    private final List<String> stops = new ArrayList<>();
    private final SimulatedWorld world = new SimulatedWorld(1);
    private final SimulatedLoop loop = new SimulatedLoop(world, 0, 1);
    private final SimulatedLog log = new SimulatedLog(world,
            new SimulatedStore(3, world.random()), SimulatedLogSettings.CALM,
            (reason, cause) -> stops.add(reason + cause));
    private final Tidings tidings = new Tidings(List.of(loop), log, Rules.DEFAULT,
            new ShardLimits(10_000, 0, 50), 1_000_000, new NewChannelLimits(2, 1_000_000),
            new LoopLimits(1_000, 200_000, 200_000, Long.MAX_VALUE),
            (reason, cause) -> stops.add(reason + cause));
    private final Publishers publishers = new Publishers(tidings.loops().getFirst());

    /// A request of its own.
    private @Nullable Refusal publish(String user, InetSocketAddress from, String channel) {
        Identity who = Identity.of(tidings.users().hold(user), user + channel, null);
        List<Refusal> refused = new ArrayList<>();
        loop.runNow(() -> {
            Refusal refusal = publishers.of(who, from).publish(who,
                    ChannelName.of(channel, NameLimits.DEFAULT),
                    new Message(new byte[]{'1'}, PayloadKind.JSON, null, Map.of(), null),
                    null, false, outcome -> {
                        if (outcome instanceof PublishOutcome.Refused(var why)) {
                            refused.add(why);
                        }
                    });
            if (refusal != null) {
                refused.add(refusal);
            }
        });
        tidings.users().release(who.user());
        world.runFor(100);
        assertThat(stops).isEmpty();
        return refused.isEmpty() ? null : refused.getFirst();
    }

    private boolean mayMake(String user, String address, String channel) {
        Refusal refusal = publish(user, new InetSocketAddress(address, 1), channel);
        if (refusal != null) {
            assertThat(refusal).isInstanceOf(Refusal.TooFast.class);
        }
        return refusal == null;
    }

    @Test
    void aUserIsOneWhereverItsRequestsComeFromAndNobodyElse() {
        assertThat(mayMake("alice", "192.0.2.1", "a1")).isTrue();
        assertThat(mayMake("alice", "192.0.2.2", "a2")).isTrue();
        assertThat(mayMake("alice", "192.0.2.3", "a3")).isFalse();
        assertThat(mayMake("bob", "192.0.2.1", "b1")).isTrue();
    }

    @Test
    void whoShowsNothingIsItsAddress() {
        assertThat(mayMake("", "2001:db8::1", "a1")).isTrue();
        assertThat(mayMake("", "2001:db8::2", "a2")).isTrue();
        assertThat(mayMake("", "2001:db8::3", "a3")).isFalse();
        assertThat(mayMake("", "2001:db8:0:1::3", "b1")).isTrue();
        assertThat(mayMake("", "192.0.2.1", "c1")).isTrue();
        assertThat(mayMake("alice", "2001:db8::1", "d1")).isTrue();
    }

    @Test
    void whoseLimitsAreFreshIsForgotten() {
        assertThat(mayMake("alice", "192.0.2.1", "a1")).isTrue();
        assertThat(mayMake("bob", "192.0.2.1", "a1")).as("it is there").isTrue();
        assertThat(mayMake("carol", "192.0.2.1", "c1")).isTrue();
        assertThat(publishers.count()).as("alice counts for half an hour").isEqualTo(3);
        world.runFor(HOUR_MS);
        assertThat(mayMake("dave", "192.0.2.1", "a1")).isTrue();
        assertThat(publishers.count()).isEqualTo(1);
    }

    @Test
    void soManyAreRemembered() {
        for (int i = 0; i < Publishers.REMEMBERED_MAX + 100; i++) {
            assertThat(publish("user" + i, HERE, "c" + i)).isNull();
        }
        assertThat(publishers.count()).isEqualTo(Publishers.REMEMBERED_MAX);
    }
}
