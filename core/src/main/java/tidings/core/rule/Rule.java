package tidings.core.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.log.LogRetention;

/// How the channels that match a pattern behave.
///
/// @param log      what is kept; null if nothing is (messages are relayed, without positions)
/// @param presence whether subscribed sessions are members
public record Rule(Glob match, @Nullable LogRetention log, boolean presence, JoinLeave joinLeave,
        Recovery recovery, Slow slow, Rights rights, Limits limits) {

    public static final LogRetention DEFAULT_RETENTION = new LogRetention(10_000,
            Duration.ofDays(7), Long.MAX_VALUE);

    /// What a fresh server does with every channel.
    public static final Rule DEFAULT = new Rule(new Glob("**"), DEFAULT_RETENTION, true,
            JoinLeave.ON_REQUEST, Recovery.STREAM, Slow.DROP, Rights.ALL, Limits.DEFAULT);

    public Rule {
        if (joinLeave != JoinLeave.OFF && !presence) {
            throw new IllegalArgumentException(
                    "join-leave needs presence; set presence: true or join-leave: off");
        }
        if (recovery == Recovery.CACHE && log == null) {
            throw new IllegalArgumentException("recovery: cache needs a log; log: none has none");
        }
    }

    public boolean logged() {
        return log != null;
    }
}
