package tidings.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Slow;
import tidings.core.rule.Who;
import tidings.log.ChannelName;
import tidings.log.NameLimits;

class PermitTest {
    private static final Identity DEVICE = identity("alice", "lamp");
    private static final Identity NOBODY = identity("", "");

    private static Identity identity(String user, String clientId) {
        return new Identity(new Users(NewChannelLimits.DEFAULT, () -> 0).hold(user), "s", null,
                clientId);
    }

    private static ChannelName channel(String name) {
        return ChannelName.of(name, NameLimits.DEFAULT);
    }

    private static Rule rule(Rights rights) {
        return rule("**", rights);
    }

    private static Rule rule(String match, Rights rights) {
        return new Rule(new Glob(match), Rule.DEFAULT_RETENTION, true, JoinLeave.OFF,
                Recovery.STREAM, Slow.DROP, rights, Limits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"EVERYBODY,false,true", "EVERYBODY,true,true", "SUBSCRIBERS,false,false",
            "SUBSCRIBERS,true,true", "NOBODY,true,false", "NOBODY,false,false"})
    void eachActionGoesByItsOwnRight(Who who, boolean subscribed, boolean may) {
        Rule publish = rule(new Rights(Who.NOBODY, who, Who.NOBODY, Who.NOBODY, List.of()));
        Rule history = rule(new Rights(Who.NOBODY, Who.NOBODY, who, Who.NOBODY, List.of()));
        Rule presence = rule(new Rights(Who.NOBODY, Who.NOBODY, Who.NOBODY, who, List.of()));
        assertThat(Permit.check(Action.PUBLISH, publish, channel("a"), DEVICE, subscribed) == null)
                .isEqualTo(may);
        assertThat(Permit.check(Action.HISTORY, history, channel("a"), DEVICE, subscribed) == null)
                .isEqualTo(may);
        assertThat(
                Permit.check(Action.PRESENCE, presence, channel("a"), DEVICE, subscribed) == null)
                .isEqualTo(may);
        assertThat(Permit.check(Action.SUBSCRIBE, publish, channel("a"), DEVICE, subscribed))
                .isEqualTo(new Refusal.NotAllowed("subscribe", "a"));
    }

    @Test
    void whoHasNotShownWhoItIsIsNotAuthenticated() {
        Rule rule = rule(new Rights(Who.AUTHENTICATED, Who.NOBODY, Who.NOBODY, Who.NOBODY,
                List.of()));
        assertThat(Permit.check(Action.SUBSCRIBE, rule, channel("a"), DEVICE, false)).isNull();
        assertThat(Permit.check(Action.SUBSCRIBE, rule, channel("a"), NOBODY, false))
                .isEqualTo(new Refusal.NotAllowed("subscribe", "a"));
    }

    @Test
    void aChannelBelongsToTheDeviceOrUserThatItNames() {
        Rule rule = rule(new Rights(Who.EVERYBODY, Who.OWNERS, Who.NOBODY, Who.NOBODY,
                List.of(new OwnerPattern("devices/%c/**"), new OwnerPattern("users/%u"))));
        for (String name : List.of("devices/lamp/on", "devices/lamp/a/b", "users/alice")) {
            assertThat(Permit.check(Action.PUBLISH, rule, channel(name), DEVICE, false)).as(name)
                    .isNull();
            assertThat(Permit.check(Action.PUBLISH, rule, channel(name), NOBODY, false)).as(name)
                    .isNotNull();
        }
        for (String name : List.of("devices/lamps/on", "devices/lamp", "users/alice/x",
                "users/bob", "devices/alice/on")) {
            assertThat(Permit.check(Action.PUBLISH, rule, channel(name), DEVICE, false)).as(name)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void theServersOwnTreesAreClosedWhateverTheRulesSay(Action action) {
        for (String name : new String[]{"$SYS", "$SYS/x", "$SYS:x", "$share/g/a", "$tidings",
                "$tidings/x"}) {
            assertThat(Permit.check(action, rule(Rights.ALL), channel(name), DEVICE, true)).as(name)
                    .isNotNull();
        }
        for (String name : new String[]{"$SYSTEM", "$other", "a/$SYS", "$sys"}) {
            assertThat(Permit.check(action, rule(Rights.ALL), channel(name), DEVICE, true)).as(name)
                    .isNull();
        }
    }

    @Test
    void whatTheServerSaysOfItselfIsReadByWhomARuleOfItsOwnNames() {
        Rule known = rule("$SYS/**", new Rights(Who.AUTHENTICATED, Who.EVERYBODY, Who.EVERYBODY,
                Who.EVERYBODY, List.of()));
        ChannelName uptime = channel("$SYS/broker/uptime");
        assertThat(Permit.check(Action.SUBSCRIBE, known, uptime, DEVICE, false)).isNull();
        assertThat(Permit.check(Action.SUBSCRIBE, known, uptime, NOBODY, false)).isNotNull();
        for (Action action : List.of(Action.PUBLISH, Action.HISTORY, Action.PRESENCE)) {
            assertThat(Permit.check(action, known, uptime, DEVICE, true)).as("%s", action)
                    .isNotNull();
        }
        assertThat(Permit.check(Action.SUBSCRIBE, rule("$*/**", Rights.ALL), uptime, DEVICE, false))
                .isNotNull();
        assertThat(
                Permit.check(Action.SUBSCRIBE, rule("$SYS/**", Rights.ALL), channel("$share/g/a"),
                        DEVICE, false))
                .isNotNull();
    }
}
