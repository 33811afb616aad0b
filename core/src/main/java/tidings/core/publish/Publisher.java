package tidings.core.publish;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.PublishReply;
import tidings.core.identity.Action;
import tidings.core.identity.Allowance;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Permit;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.core.subscription.CoreServices;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.TableWrite;
import tidings.log.Owner;

/// What one connection, or whatever counts as one, publishes: rights, sizes, rates, and how many
/// channels it makes.
@OwnedBy(Owner.LOOP)
public final class Publisher {
    /// What messages may weigh that one publishes and that are not answered: what is on its way to the
    /// log is everybody's room there. With more, whoever can wait waits.
    public static final int UNANSWERED_BYTES_MAX = 1 << 20;
    /// What each message counts with beside its weight.
    private static final int MESSAGE_BYTES = 1 << 10;

    private final CoreServices services;
    /// Channels that this connection may still make.
    private final Allowance newChannels;
    /// The last channel and its rule: most connections publish to few channels.
    private @Nullable ChannelName lastChannel;
    private @Nullable Rule lastRule;
    /// Made with the first channel that has a rate.
    private @Nullable PublishRate rate;
    /// Publishes that are not answered: what they make is not counted yet.
    private int underWay;
    /// What those weigh.
    private long unansweredBytes;

    public Publisher(CoreServices services) {
        this.services = services;
        this.newChannels = new Allowance(services.newChannelLimits().perConnection(),
                NewChannelLimits.SPAN);
    }

    /// What a message counts with until it is answered.
    public static long weightOf(Message message) {
        return MESSAGE_BYTES + message.weight();
    }

    /// Publishes; the reply comes on this loop, never from within this call.
    ///
    /// @param who        publishes
    /// @param subscribed whether the session is subscribed to the channel
    /// @return why not, or null if it is on its way
    public @Nullable Refusal publish(Identity who, ChannelName channel, Message message,
            @Nullable IdempotencyKey key, boolean subscribed, PublishReply reply) {
        return publish(who, channel, message, key, subscribed, List.of(), reply);
    }

    /// As [#publish], with rows that commit with the entry.
    public @Nullable Refusal publish(Identity who, ChannelName channel, Message message,
            @Nullable IdempotencyKey key, boolean subscribed, List<TableWrite> writes,
            PublishReply reply) {
        Rule rule = ruleOf(channel);
        if (rule == null) {
            return new Refusal.UnknownChannel(channel.value());
        }
        Refusal refusal = Permit.check(Action.PUBLISH, rule, channel, who, subscribed);
        if (refusal != null) {
            return refusal;
        }
        refusal = rule.limits().check(message);
        if (refusal != null) {
            return refusal;
        }
        int perSecond = rule.limits().publishesPerSecond();
        if (perSecond > 0 && !rate().take(channel, perSecond, now())) {
            return new Refusal.TooFast("publishes to this channel", perSecond, "second");
        }
        long now = now();
        long bytes = weightOf(message);
        underWay++;
        unansweredBytes += bytes;
        services.shardOf(channel)
                .publish(new Publish(channel, message, key, false, mayNotCreate(who, now), writes,
                        services.fanOut(), outcome -> onOutcome(who, outcome, bytes, reply), now));
        return null;
    }

    /// What messages weigh that are not answered.
    public long unansweredBytes() {
        return unansweredBytes;
    }

    /// Whether more may be published now by whoever can wait.
    public boolean takesMore() {
        return unansweredBytes < UNANSWERED_BYTES_MAX;
    }

    /// Whether it is as good as a new one: nothing that was published counts any more.
    public boolean whole() {
        long now = now();
        return underWay == 0 && newChannels.whole(now) && (rate == null || rate.whole(now));
    }

    private @Nullable Rule ruleOf(ChannelName channel) {
        if (lastChannel == null || !lastChannel.equals(channel)) {
            lastRule = services.rules().of(channel).orElse(null);
            lastChannel = channel;
        }
        return lastRule;
    }

    private @Nullable Refusal mayNotCreate(Identity who, long now) {
        if (!newChannels.available(now)) {
            return services.newChannelLimits().tooManyOfConnection();
        }
        if (!who.user().newChannels().available(now)) {
            return services.newChannelLimits().tooManyOfUser();
        }
        return null;
    }

    private void onOutcome(Identity who, PublishOutcome outcome, long bytes,
            PublishReply reply) {
        underWay--;
        unansweredBytes -= bytes;
        if (outcome instanceof PublishOutcome.Stored stored && stored.created()) {
            newChannels.take(now());
            services.users().onNewChannel(who.user());
        }
        reply.onOutcome(outcome);
    }

    private PublishRate rate() {
        if (rate == null) {
            rate = new PublishRate();
        }
        return rate;
    }

    private long now() {
        return services.fanOut().loop().monotonicNs();
    }
}
