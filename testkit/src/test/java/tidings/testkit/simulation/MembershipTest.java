package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.ShardLimits;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.Rules;
import tidings.core.subscription.Memberships;
import tidings.log.ChannelName;
import tidings.log.NameLimits;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// A session whose next connection is on another loop: what the two say to the shard may come in any
/// order.
class MembershipTest {
    private static final ChannelName CHANNEL = ChannelName.of("room", NameLimits.DEFAULT);

    @Test
    void aSessionStaysAMemberWhileOneOfItsConnectionsIs() {
        for (long seed = 1; seed <= 500; seed++) {
            for (String about : List.of("old", "new")) {
                assertThat(membersAfterATakeOver(seed, about, false)).as("seed %d", seed)
                        .containsExactly("lamp " + about);
                assertThat(membersAfterATakeOver(seed, about, true)).as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    private static List<String> membersAfterATakeOver(long seed, String about,
            boolean thenGone) {
        SimulatedWorld world = new SimulatedWorld(seed);
        List<SimulatedLoop> loops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loops.add(new SimulatedLoop(world, i, 8));
        }
        List<String> stops = new ArrayList<>();
        SimulatedLog log = new SimulatedLog(world, new SimulatedStore(3, world.random()),
                SimulatedLogSettings.CALM, (reason, cause) -> stops.add(reason + cause));
        Tidings tidings = new Tidings(loops, log, Rules.DEFAULT,
                new ShardLimits(10_000, 0, 50), 1_000_000, NewChannelLimits.DEFAULT,
                new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE),
                (reason, cause) -> stops.add(reason + cause));
        Memberships first = memberships(tidings, 0, "old");
        Memberships second = memberships(tidings, 1, about);
        loops.get(0).runNow(() -> first.enter(CHANNEL));
        world.runFor(world.random().nextLong(30));
        loops.get(0).runNow(first::exitAll);
        loops.get(1).runNow(() -> second.enter(CHANNEL));
        world.runFor(100);
        if (thenGone) {
            loops.get(1).runNow(() -> second.exit(CHANNEL));
            world.runFor(100);
        }
        List<String> members = new ArrayList<>();
        tidings.shardOf(CHANNEL).readPresence(CHANNEL, presence -> presence.members()
                .forEach(member -> members.add(member.session() + " "
                        + new String(Objects.requireNonNull(member.about()),
                                StandardCharsets.UTF_8))));
        world.runFor(100);
        assertThat(stops).isEmpty();
        return members;
    }

    private static Memberships memberships(Tidings tidings, int loop, String about) {
        return new Memberships(tidings.loops().get(loop),
                Identity.of(tidings.users().hold("alice"), "lamp",
                        about.getBytes(StandardCharsets.UTF_8)));
    }
}
