package tidings.server;

import org.jspecify.annotations.Nullable;
import tidings.core.rule.Glob;
import tidings.core.rule.Limits;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.log.LogRetention;

/// Rules that are the one of a fresh server but for what a test is about.
public final class TestRules {
    private TestRules() {}

    public static Rule of(String match, @Nullable LogRetention log, Rights rights,
            Limits limits) {
        Rule all = Rule.DEFAULT;
        return new Rule(new Glob(match), log, all.presence(), all.joinLeave(), all.recovery(),
                all.slow(), rights, limits);
    }

    public static Rule withLog(String match, @Nullable LogRetention log) {
        return of(match, log, Rule.DEFAULT.rights(), Rule.DEFAULT.limits());
    }

    public static Rule withRights(String match, Rights rights) {
        return of(match, Rule.DEFAULT.log(), rights, Rule.DEFAULT.limits());
    }

    public static Rule withLimits(String match, Limits limits) {
        return of(match, Rule.DEFAULT.log(), Rule.DEFAULT.rights(), limits);
    }
}
