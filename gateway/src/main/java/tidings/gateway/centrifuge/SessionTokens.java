package tidings.gateway.centrifuge;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.JoinFrom;
import tidings.core.identity.Credentials;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.core.refusal.Refusal;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Rule;
import tidings.core.subscription.SubscribeRequest.OnLoss;
import tidings.gateway.centrifuge.wire.RefreshRequest;
import tidings.gateway.centrifuge.wire.RefreshResult;
import tidings.gateway.centrifuge.wire.SubRefreshRequest;
import tidings.gateway.centrifuge.wire.SubRefreshResult;
import tidings.gateway.centrifuge.wire.SubscribeRequest;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What the tokens of an open session say: the channels that it gets without asking, and until
/// when it may stay, or stay subscribed.
@OwnedBy(Owner.LOOP)
final class SessionTokens {
    private final CentrifugeSession session;
    private final OpenSession open;
    /// Made with the first token for a subscription.
    private @Nullable Grants grants;
    /// Channels that the credentials subscribed it to.
    private Set<ChannelName> subscribed = Set.of();

    SessionTokens(CentrifugeSession session, OpenSession open) {
        this.session = session;
        this.open = open;
    }

    /// Subscribes to what the credentials name. What was missed since the last connection comes
    /// as pushes.
    ///
    /// @param since where the client says it was
    void subscribeAll(List<String> channels, Map<String, SubscribeRequest> since) {
        subscribed = new HashSet<>();
        for (String name : channels) {
            Refusal refusal = subscribe(name, since.get(name));
            if (refusal != null) {
                onNotSubscribed(refusal);
                return;
            }
        }
    }

    private @Nullable Refusal subscribe(String name, @Nullable SubscribeRequest since) {
        ChannelName channel;
        try {
            channel = ChannelName.of(name, open.settings().names());
        } catch (IllegalNameException e) {
            return new Refusal.BadName(String.valueOf(e.getMessage()));
        }
        Rule rule = open.services().rules().of(channel).orElse(null);
        if (rule == null) {
            return new Refusal.UnknownChannel(name);
        }
        subscribed.add(channel);
        return open.subscriptions().subscribeGranted(new tidings.core.subscription.SubscribeRequest(
                channel, since == null ? new JoinFrom.Head() : Beginning.asked(since, rule), 0,
                OnLoss.BEGIN_AT_HEAD,
                CentrifugeVariant.of(session.format(), rule.joinLeave() == JoinLeave.ALWAYS)));
    }

    /// A connection is worth nothing without what its token says that it gets.
    void onNotSubscribed(Refusal refusal) {
        open.services().fanOut().counters().onRefused(refusal);
        session.disconnect(CentrifugeRefusals.error(refusal).temporary()
                ? CentrifugeDisconnect.SERVER_ERROR
                : CentrifugeDisconnect.PERMISSION_DENIED);
    }

    /// Whether the token subscribed it to the channel.
    boolean subscribed(ChannelName channel) {
        return subscribed.contains(channel);
    }

    void onRefresh(RefreshRequest request) {
        if (request.token().isEmpty()) {
            session.disconnect(CentrifugeDisconnect.BAD_REQUEST);
            return;
        }
        session.authenticator().authenticate(new Credentials.Token(request.token()),
                verdict -> session.onLoop(() -> onRefreshed(request.id(), verdict)));
    }

    private void onRefreshed(long id, Verdict verdict) {
        if (open.closed()) {
            return;
        }
        switch (verdict) {
            case Verdict.Accepted accepted when !accepted.user()
                    .equals(open.identity().user().id()) ->
                session.disconnect(CentrifugeDisconnect.INVALID_TOKEN);
            case Verdict.Accepted accepted -> {
                long ttl = session.expiresAt(accepted.expiresAtMs());
                open.reply(id, new RefreshResult(open.identity().session(),
                        open.settings().version(), ttl > 0, ttl));
            }
            case Verdict.Rejected(var why, _) -> session.disconnect(why == Verdict.Why.EXPIRED
                    ? CentrifugeDisconnect.EXPIRED
                    : CentrifugeDisconnect.INVALID_TOKEN);
            case Verdict.Unavailable(var reason) -> open.error(id,
                    CentrifugeRefusals.ErrorReply.of(CentrifugeError.INTERNAL, reason));
        }
    }

    void onSubRefresh(SubRefreshRequest request) {
        ChannelName channel = open.channel(request.id(), request.channel());
        if (channel == null) {
            return;
        }
        if (request.type() != 0) {
            open.refuse(request.id(), new Refusal.NotAvailable("this type of sub_refresh"));
        } else if (request.token().isEmpty()) {
            open.refuse(request.id(), new Refusal.BadRequest("token is required"));
        } else if (!open.subscriptions().subscribedTo(channel)) {
            open.refuse(request.id(), new Refusal.NotAllowed("renew what it is not subscribed to",
                    channel.value()));
        } else {
            session.authenticator().checkGrant(request.token(), verdict -> session
                    .onLoop(() -> onGrantRenewed(request.id(), channel, verdict)));
        }
    }

    private void onGrantRenewed(long id, ChannelName channel, GrantVerdict verdict) {
        if (open.closed()) {
            return;
        }
        switch (verdict) {
            case GrantVerdict.Granted granted when !isMine(granted, channel) -> session
                    .disconnect(CentrifugeDisconnect.INVALID_TOKEN);
            case GrantVerdict.Granted granted -> {
                if (open.subscriptions().subscribedTo(channel)) {
                    put(channel, granted.expiresAtMs());
                }
                long ttl = ttlSeconds(channel);
                open.reply(id, new SubRefreshResult(ttl > 0, ttl));
            }
            case Verdict.Rejected rejected -> open.error(id, CentrifugeRefusals.grant(rejected));
            case Verdict.Unavailable(var reason) -> open.error(id,
                    CentrifugeRefusals.ErrorReply.of(CentrifugeError.INTERNAL, reason));
        }
    }

    /// Whether a token for a subscription is for this one.
    boolean isMine(GrantVerdict.Granted granted, ChannelName channel) {
        return granted.user().equals(open.identity().user().id())
                && granted.channel().equals(channel.value())
                && (granted.session().isEmpty()
                        || granted.session().equals(open.identity().session()));
    }

    /// A token for a subscription was good.
    ///
    /// @param expiresAtMs wall time; 0 for never
    void put(ChannelName channel, long expiresAtMs) {
        grants().put(channel, expiresAtMs);
    }

    private Grants grants() {
        if (grants == null) {
            grants = new Grants(session.connection().loop(),
                    open.settings().expiryGrace().toMillis(), this::onGrantExpired);
        }
        return grants;
    }

    void forget(ChannelName channel) {
        if (grants != null) {
            grants.forget(channel);
        }
    }

    /// The conversation is over.
    void forgetAll() {
        if (grants != null) {
            grants.forgetAll();
        }
    }

    /// Seconds that are left of a subscription, at least 1; 0 if it does not expire.
    long ttlSeconds(ChannelName channel) {
        return grants == null ? 0 : grants.ttlSeconds(channel);
    }

    /// @return whether the token had subscribed it to the channel
    boolean forgetSubscribed(ChannelName channel) {
        return subscribed.contains(channel) && subscribed.remove(channel);
    }

    private void onGrantExpired(ChannelName channel) {
        open.subscriptions().end(channel, CentrifugeUnsubscribe.EXPIRED.code(),
                CentrifugeUnsubscribe.EXPIRED.text());
    }
}
