package tidings.core.filter;

import tidings.core.identity.Action;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.identity.User;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One user's session: what it may see is decided by rules and rights, as they are now.
@OwnedBy(Owner.LOOP)
final class OneUser implements Audience {
    private final Rules rules;
    private final Identity identity;
    private final User user;
    /// Of its user when it was last looked at.
    private long generation;

    OneUser(Rules rules, Identity identity) {
        this.rules = rules;
        this.identity = identity;
        this.user = identity.user();
        this.generation = user.generation();
    }

    /// Whether its user's rights are those it was admitted with.
    @Override
    public boolean admitted() {
        return generation == user.generation();
    }

    @Override
    public void admit() {
        generation = user.generation();
    }

    @Override
    public boolean maySee(ChannelName channel) {
        Rule rule = rules.of(channel).orElse(null);
        return rule != null
                && Permit.check(Action.SUBSCRIBE, rule, channel, identity, false) == null;
    }

    @Override
    public boolean isOwn(Message message) {
        return message.sender() != null
                && message.sender().session().equals(identity.session());
    }
}
