package tidings.core.rule;

import java.util.List;
import java.util.Optional;
import tidings.log.ChannelName;

/// The ordered list of rules; the first whose pattern fits decides. Immutable.
public record Rules(List<Rule> rules) {
    public static final Rules DEFAULT = new Rules(List.of(Rule.DEFAULT));

    public Rules {
        rules = List.copyOf(rules);
    }

    public Optional<Rule> of(ChannelName channel) {
        for (Rule rule : rules) {
            if (rule.match().matches(channel.value())) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
