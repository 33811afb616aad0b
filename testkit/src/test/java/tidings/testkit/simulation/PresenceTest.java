package tidings.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Presence;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.Member;
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

/// Who is present in a channel, where so many are that it is not found out for each who asks.
class PresenceTest {
    private static final ChannelName CHANNEL = ChannelName.of("room", NameLimits.DEFAULT);
    private static final ChannelName OTHER = ChannelName.of("hall", NameLimits.DEFAULT);
    private static final int MANY = 200;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final SimulatedLoop loop = new SimulatedLoop(world, 0, 0);
    private final List<String> stops = new ArrayList<>();
    private final Tidings tidings = new Tidings(List.of(loop),
            new SimulatedLog(world, new SimulatedStore(3, world.random()),
                    SimulatedLogSettings.CALM, this::onStop),
            Rules.DEFAULT, new ShardLimits(10_000, 0, 50), 1_000_000, NewChannelLimits.DEFAULT,
            new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE), this::onStop);

    private void onStop(String reason, Throwable cause) {
        stops.add(reason + cause);
    }

    private Memberships member(String user, String session, String about) {
        return new Memberships(tidings.loops().getFirst(), Identity.of(
                tidings.users().hold(user), session, about.getBytes(StandardCharsets.UTF_8)));
    }

    private void enter(Memberships who) {
        loop.runNow(() -> who.enter(CHANNEL));
        world.runFor(20);
    }

    private void exit(Memberships who) {
        loop.runNow(() -> who.exit(CHANNEL));
        world.runFor(20);
    }

    private Presence presence(ChannelName channel) {
        List<Presence> answer = new ArrayList<>();
        tidings.shardOf(channel).readPresence(channel, answer::add);
        world.runFor(20);
        assertThat(stops).isEmpty();
        return answer.getFirst();
    }

    private static @Nullable String about(Presence presence, String session) {
        for (Member member : presence.members()) {
            if (member.session().equals(session) && member.about() != null) {
                return new String(member.about(), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private void assertPresent(int members, int users) {
        for (int time = 1; time <= 2; time++) {
            Presence presence = presence(CHANNEL);
            assertThat(presence.members()).as("the %d. time", time).hasSize(members);
            assertThat(presence.userCount()).as("the %d. time", time).isEqualTo(users);
        }
    }

    @Test
    void itIsRightAfterEveryJoinLeaveAndChange() {
        assertPresent(0, 0);
        Map<String, Memberships> all = new TreeMap<>();
        for (int i = 1; i <= MANY; i++) {
            Memberships next = member("user" + i, "s" + i, "first");
            all.put("s" + i, next);
            enter(next);
            assertPresent(i, i);
        }
        Memberships second = member("user1", "another", "of the same user");
        enter(second);
        assertPresent(MANY + 1, MANY);
        exit(second);
        assertPresent(MANY, MANY);
        enter(member("", "nobody", ""));
        enter(member("", "nobody either", ""));
        assertPresent(MANY + 2, MANY + 1);
        // Its next connection is there before the last one has gone.
        Memberships again = member("user2", "s2", "changed");
        enter(again);
        assertPresent(MANY + 2, MANY + 1);
        assertThat(about(presence(CHANNEL), "s2")).isEqualTo("changed");
        exit(again);
        assertPresent(MANY + 2, MANY + 1);
        assertThat(about(presence(CHANNEL), "s2")).isEqualTo("first");
        int left = MANY;
        for (Memberships each : all.values()) {
            exit(each);
            left--;
            assertPresent(left + 2, left + 1);
        }
        assertThat(presence(OTHER).members()).isEmpty();
    }

    @Test
    void s7_ofManyItIsMadeOnceUntilSomebodyComesOrGoes() {
        for (int i = 1; i <= MANY; i++) {
            enter(member("user" + i, "s" + i, ""));
        }
        Presence made = presence(CHANNEL);
        assertThat(presence(CHANNEL)).isSameAs(made);
        enter(member("late", "late", ""));
        assertThat(presence(CHANNEL)).isNotSameAs(made).isSameAs(presence(CHANNEL));
    }
}
