package tidings.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Slow;
import tidings.core.rule.Who;
import tidings.log.ChannelName;
import tidings.log.NameLimits;

class PermitTest {
    private static ChannelName channel(String name) {
        return ChannelName.of(name, NameLimits.DEFAULT);
    }

    private static Rule rule(Rights rights) {
        return new Rule(new Glob("**"), Rule.DEFAULT_RETENTION, true, JoinLeave.OFF,
                Recovery.STREAM, Slow.DROP, rights, Limits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"EVERYBODY,false,true", "EVERYBODY,true,true", "SUBSCRIBERS,false,false",
            "SUBSCRIBERS,true,true", "NOBODY,true,false", "NOBODY,false,false"})
    void eachActionGoesByItsOwnRight(Who who, boolean subscribed, boolean may) {
        Rule publish = rule(new Rights(Who.NOBODY, who, Who.NOBODY, Who.NOBODY));
        Rule history = rule(new Rights(Who.NOBODY, Who.NOBODY, who, Who.NOBODY));
        Rule presence = rule(new Rights(Who.NOBODY, Who.NOBODY, Who.NOBODY, who));
        assertThat(Permit.check(Action.PUBLISH, publish, channel("a"), subscribed) == null)
                .isEqualTo(may);
        assertThat(Permit.check(Action.HISTORY, history, channel("a"), subscribed) == null)
                .isEqualTo(may);
        assertThat(Permit.check(Action.PRESENCE, presence, channel("a"), subscribed) == null)
                .isEqualTo(may);
        assertThat(Permit.check(Action.SUBSCRIBE, publish, channel("a"), subscribed))
                .isEqualTo(new Refusal.NotAllowed("subscribe", "a"));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void theServersOwnTreesAreClosedWhateverTheRulesSay(Action action) {
        for (String name : new String[]{"$SYS", "$SYS/x", "$SYS:x", "$share/g/a", "$tidings",
                "$tidings/x"}) {
            assertThat(Permit.check(action, rule(Rights.ALL), channel(name), true)).as(name)
                    .isNotNull();
        }
        for (String name : new String[]{"$SYSTEM", "$other", "a/$SYS", "$sys"}) {
            assertThat(Permit.check(action, rule(Rights.ALL), channel(name), true)).as(name)
                    .isNull();
        }
    }
}
