package tidings.gateway.centrifuge;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.identity.Action;
import tidings.core.identity.Allowance;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.identity.Verdict;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.core.session.Session;
import tidings.core.subscription.Ending;
import tidings.core.subscription.SubscribeRequest.OnLoss;
import tidings.core.subscription.Subscribed;
import tidings.core.subscription.Subscription;
import tidings.core.subscription.SubscriptionListener;
import tidings.core.subscription.Subscriptions;
import tidings.gateway.centrifuge.wire.Command;
import tidings.gateway.centrifuge.wire.ConnectRequest;
import tidings.gateway.centrifuge.wire.EmptyCommand;
import tidings.gateway.centrifuge.wire.HistoryRequest;
import tidings.gateway.centrifuge.wire.PingRequest;
import tidings.gateway.centrifuge.wire.PresenceRequest;
import tidings.gateway.centrifuge.wire.PresenceStatsRequest;
import tidings.gateway.centrifuge.wire.PublishRequest;
import tidings.gateway.centrifuge.wire.RPCRequest;
import tidings.gateway.centrifuge.wire.RefreshRequest;
import tidings.gateway.centrifuge.wire.Result;
import tidings.gateway.centrifuge.wire.SendRequest;
import tidings.gateway.centrifuge.wire.SubRefreshRequest;
import tidings.gateway.centrifuge.wire.SubscribeRequest;
import tidings.gateway.centrifuge.wire.SubscribeResult;
import tidings.gateway.centrifuge.wire.UnsubscribeRequest;
import tidings.gateway.centrifuge.wire.UnsubscribeResult;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// A conversation after its connect: what the client asks, and what core tells it.
///
/// Each command gets one reply, not necessarily in the order of the commands. Too many without a
/// reply, or too large ones, and the socket is not read until there are fewer.
@OwnedBy(Owner.LOOP)
final class OpenSession implements Session, SubscriptionListener {
    private final CentrifugeSession session;
    private final LoopServices services;
    private final CentrifugeSettings settings;
    private final Identity identity;
    private final Subscriptions subscriptions;
    /// Made with the first publish: most connections only listen.
    private @Nullable PublishCommands publishing;
    /// Made with the first question.
    private @Nullable Lookups lookups;
    private final PendingSubscribes pending = new PendingSubscribes();
    /// The channel of the last command: most conversations are about few.
    private @Nullable ChannelName lastChannel;
    /// Each subscribe may be seen by all members of its channel, and so may its end. As many as a
    /// connection may have are free at once, for that is what it asks for when it comes back.
    private final Allowance subscribes;
    /// Made with the first token that is about subscriptions, or is to be renewed.
    private @Nullable SessionTokens tokens;
    private int unanswered;
    /// Of the last message in which a command had to wait: more are not read meanwhile.
    private int heldMessageBytes;
    private boolean closed;

    OpenSession(CentrifugeSession session, LoopServices services, CentrifugeSettings settings,
            Identity identity) {
        this.session = session;
        this.services = services;
        this.settings = settings;
        this.identity = identity;
        this.subscriptions = new Subscriptions(services, identity,
                session.connection().outbox(), this, settings.subscriptionsMax());
        this.subscribes = new Allowance(settings.subscriptionsMax(),
                settings.subscribesSpan());
    }

    LoopServices services() {
        return services;
    }

    CentrifugeSettings settings() {
        return settings;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    SessionTokens tokens() {
        if (tokens == null) {
            tokens = new SessionTokens(session, this);
        }
        return tokens;
    }

    /// Whether a token subscribed it to the channel.
    private boolean subscribedByToken(ChannelName channel) {
        return tokens != null && tokens.subscribed(channel);
    }

    private void forgetTokens(ChannelName channel) {
        if (tokens != null) {
            tokens.forget(channel);
        }
    }

    boolean closed() {
        return closed;
    }

    /// What it keeps of messages: a command that must wait, and what came in one message with it.
    int heldBytes() {
        return pending.anyHeldBack() ? heldMessageBytes : 0;
    }

    /// @param messageBytes the length of the message that it came in
    void onCommand(Command command, int messageBytes) {
        unanswered++;
        if (unanswered >= settings.unansweredMax()) {
            session.connection().outbox().pauseReading();
        }
        if (holdsBack(command)) {
            heldMessageBytes = messageBytes;
        } else {
            dispatch(command);
        }
    }

    private boolean holdsBack(Command command) {
        boolean held = pending.holdsBack(command);
        if (held) {
            session.connection().outbox().pauseReading();
        }
        return held;
    }

    private void dispatch(Command command) {
        switch (command) {
            case SubscribeRequest request -> onSubscribe(request);
            case UnsubscribeRequest request -> onUnsubscribe(request);
            case PublishRequest request -> publishing().onPublish(request);
            case PresenceRequest request -> lookups().onPresence(request);
            case PresenceStatsRequest request -> lookups().onPresenceStats(request);
            case HistoryRequest request -> lookups().onHistory(request);
            case RPCRequest request -> publishing().onRpc(request);
            case SendRequest _ -> answered(); // nobody here listens; it has no reply
            case PingRequest request -> refuse(request.id(), new Refusal.NotAvailable("ping"));
            case RefreshRequest request when session.authenticator().takesTokens() ->
                tokens().onRefresh(request);
            case SubRefreshRequest request when session.authenticator().takesTokens() ->
                tokens().onSubRefresh(request);
            case RefreshRequest request -> refuse(request.id(),
                    new Refusal.NotAvailable("refresh: this server has no tokens"));
            case SubRefreshRequest request -> refuse(request.id(),
                    new Refusal.NotAvailable("sub_refresh: this server has no tokens"));
            case ConnectRequest _,EmptyCommand _ -> throw new IllegalStateException(
                    "not a command to an open session: " + command);
        }
    }

    private PublishCommands publishing() {
        if (publishing == null) {
            publishing = new PublishCommands(session, this);
        }
        return publishing;
    }

    private Lookups lookups() {
        if (lookups == null) {
            lookups = new Lookups(session, this);
        }
        return lookups;
    }

    // ---- replies ----

    void reply(long id, Result result) {
        try {
            session.send(out -> session.encoder().reply(out, id, result));
        } catch (RuntimeException e) {
            session.onFailed(e);
        }
        answered();
    }

    void refuse(long id, Refusal refusal) {
        services.fanOut().counters().onRefused(refusal);
        error(id, CentrifugeRefusals.error(refusal));
    }

    void error(long id, CentrifugeRefusals.ErrorReply error) {
        session.send(out -> session.encoder().error(out, id, error.kind().code(), error.message(),
                error.temporary()));
        if (!PlantedFlaw.REFUSAL_NOT_COUNTED.planted()) {
            answered();
        }
    }

    private void answered() {
        unanswered--;
        readOn();
    }

    /// Reads the socket, unless too much is without an answer, or would have to be kept.
    void readOn() {
        if (takesMore() && !pending.anyHeldBack() && !closed) {
            session.connection().outbox().resumeReading();
        }
    }

    private boolean takesMore() {
        return unanswered < settings.unansweredMax()
                && (publishing == null || publishing.takesMore());
    }

    /// Null after the refusal was answered.
    @Nullable
    ChannelName channel(long id, String name) {
        if (lastChannel != null && lastChannel.value().equals(name)) {
            return lastChannel;
        }
        try {
            lastChannel = ChannelName.of(name, settings.names());
            return lastChannel;
        } catch (IllegalNameException e) {
            refuse(id, new Refusal.BadName(String.valueOf(e.getMessage())));
            return null;
        }
    }

    /// The channel's rule if it permits the action; null after the refusal was answered.
    @Nullable
    Rule permitted(long id, ChannelName channel, Action action) {
        Rule rule = services.rules().of(channel).orElse(null);
        Refusal refusal = rule == null
                ? new Refusal.UnknownChannel(channel.value())
                : Permit.check(action, rule, channel, identity,
                        subscriptions.subscribedTo(channel));
        if (refusal != null) {
            refuse(id, refusal);
            return null;
        }
        return rule;
    }

    // ---- subscribing ----

    private void onSubscribe(SubscribeRequest request) {
        if (request.channel().isEmpty()) {
            session.disconnect(CentrifugeDisconnect.BAD_REQUEST);
            return;
        }
        if (!request.delta().isEmpty() && !request.delta().equals("fossil")) {
            session.disconnect(CentrifugeDisconnect.BAD_REQUEST);
            return;
        }
        ChannelName channel = channel(request.id(), request.channel());
        if (channel == null) {
            return;
        }
        if (subscriptions.count() < settings.subscriptionsMax() && !maySubscribeNow()) {
            refuse(request.id(), new Refusal.TooFast("subscribes of a connection",
                    settings.subscribesPerSecond(), "second"));
            return;
        }
        if (request.type() != 0) {
            refuse(request.id(), new Refusal.NotAvailable("this type of subscription"));
            return;
        }
        if (request.filterAsked()) {
            refuse(request.id(), new Refusal.BadRequest("the channel's rule allows no filter"));
            return;
        }
        Rule rule = services.rules().of(channel).orElse(null);
        if (rule == null) {
            refuse(request.id(), new Refusal.UnknownChannel(channel.value()));
            return;
        }
        if (pending.contains(channel) || subscriptions.subscribedTo(channel)) {
            refuse(request.id(), new Refusal.AlreadySubscribed(channel.value()));
        } else if (request.token().isEmpty() || !session.authenticator().takesTokens()) {
            subscribe(request, channel, rule, false);
        } else {
            pending.begin(channel, request);
            session.authenticator().checkGrant(request.token(),
                    verdict -> session.onLoop(() -> onGrant(request, channel, rule, verdict)));
        }
    }

    private void onGrant(SubscribeRequest request, ChannelName channel, Rule rule,
            GrantVerdict verdict) {
        if (closed) {
            return;
        }
        PendingSubscribes.Pending answered = pending.end(channel);
        switch (verdict) {
            case GrantVerdict.Granted granted when !tokens().isMine(granted, channel) -> session
                    .disconnect(CentrifugeDisconnect.INVALID_TOKEN);
            case GrantVerdict.Granted granted -> {
                tokens().put(channel, granted.expiresAtMs());
                subscribe(request, channel, rule, true);
            }
            case Verdict.Rejected rejected -> error(request.id(),
                    CentrifugeRefusals.grant(rejected));
            case Verdict.Unavailable(var reason) -> error(request.id(),
                    CentrifugeRefusals.ErrorReply.of(CentrifugeError.INTERNAL, reason));
        }
        if (pending.contains(channel)) {
            answered.after().forEach(this::holdsBack);
        } else {
            goOnAfter(answered);
        }
    }

    private void subscribe(SubscribeRequest request, ChannelName channel, Rule rule,
            boolean granted) {
        boolean members = switch (rule.joinLeave()) {
            case OFF -> false;
            case ON_REQUEST -> request.joinLeave() && Permit.check(Action.PRESENCE, rule, channel,
                    identity, true) == null;
            case ALWAYS -> true;
        };
        boolean rejects = (request.flag() & SubscribeRequest.FLAG_REJECT_UNRECOVERED) != 0;
        var asked = new tidings.core.subscription.SubscribeRequest(channel,
                Beginning.asked(request, rule), settings.replyBytesMax(),
                rejects ? OnLoss.REFUSE : OnLoss.BEGIN_AT_HEAD,
                CentrifugeVariant.of(session.format(), members));
        Refusal refusal = granted
                ? subscriptions.subscribeGranted(asked)
                : subscriptions.subscribe(asked);
        if (refusal != null) {
            forgetTokens(channel);
            refuse(request.id(), refusal);
        } else {
            pending.begin(channel, request);
        }
    }

    private boolean maySubscribeNow() {
        long now = services.loop().monotonicNs();
        boolean may = subscribes.available(now);
        if (may) {
            subscribes.take(now);
        }
        return may;
    }

    @Override
    public void onSubscribed(Subscription subscription, Subscribed subscribed) {
        if (subscribedByToken(subscription.channel())) {
            SubscribeResult result = Beginning.pushed(subscription, subscribed);
            session.send(out -> session.encoder().subscribed(out, subscription.channel(), result));
            return;
        }
        PendingSubscribes.Pending answered = pending.end(subscription.channel());
        SubscribeResult result = Beginning.reply(subscription, subscribed, answered.request(),
                tokens == null ? 0 : tokens.ttlSeconds(subscription.channel()));
        if (PlantedFlaw.REPLY_AFTER_LIVE.planted()) {
            services.loop().execute(() -> reply(answered.request().id(), result));
        } else {
            reply(answered.request().id(), result);
        }
        goOnAfter(answered);
    }

    @Override
    public void onRefused(Subscription subscription, Refusal refusal) {
        if (subscribedByToken(subscription.channel())) {
            tokens().onNotSubscribed(refusal);
            return;
        }
        forgetTokens(subscription.channel());
        PendingSubscribes.Pending answered = pending.end(subscription.channel());
        refuse(answered.request().id(), refusal);
        goOnAfter(answered);
    }

    private void goOnAfter(PendingSubscribes.Pending answered) {
        for (Command command : answered.after()) {
            if (!closed && !holdsBack(command)) {
                dispatch(command);
            }
        }
    }

    private void onUnsubscribe(UnsubscribeRequest request) {
        if (request.channel().isEmpty()) {
            session.disconnect(CentrifugeDisconnect.BAD_REQUEST);
            return;
        }
        ChannelName channel = channel(request.id(), request.channel());
        if (channel == null) {
            return;
        }
        subscriptions.unsubscribe(channel);
        endByToken(channel);
        reply(request.id(), new UnsubscribeResult());
    }

    /// @return whether a token had subscribed it to the channel
    private boolean endByToken(ChannelName channel) {
        forgetTokens(channel);
        return tokens != null && tokens.forgetSubscribed(channel);
    }

    @Override
    public void onEnded(Subscription subscription, Ending ending) {
        if (endByToken(subscription.channel())
                && ending instanceof Ending.InsufficientState) {
            session.disconnect(CentrifugeDisconnect.INSUFFICIENT_STATE);
            return;
        }
        switch (ending) {
            case Ending.InsufficientState() -> unsubscribed(subscription,
                    CentrifugeUnsubscribe.INSUFFICIENT_STATE.code(),
                    CentrifugeUnsubscribe.INSUFFICIENT_STATE.text());
            case Ending.ByServer(int code, var reason) -> unsubscribed(subscription, code, reason);
        }
    }

    private void unsubscribed(Subscription subscription, int code, String reason) {
        session.send(out -> session.encoder().unsubscribed(out, subscription.channel().value(),
                code, reason));
    }

    @Override
    public void onFailed(RuntimeException cause) {
        session.onFailed(cause);
    }

    @Override
    public void onTooSlow() {
        session.disconnect(CentrifugeDisconnect.SLOW);
    }

    // ---- as core and the server API see it ----

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String protocol() {
        return "centrifuge";
    }

    @Override
    public int subscriptionCount() {
        return subscriptions.count();
    }

    @Override
    public void onRevoked(Predicate<ChannelName> ends, int code, String reason) {
        subscriptions.onRevoked(ends, code, reason);
    }

    @Override
    public void disconnect(int code, String reason) {
        session.disconnect(code, reason);
    }

    void onDrained() {
        subscriptions.onDrained();
        if (lookups != null) {
            lookups.goOn();
        }
    }

    void close() {
        closed = true;
        if (lookups != null) {
            lookups.forget();
        }
        pending.forget();
        if (tokens != null) {
            tokens.forgetAll();
        }
        subscriptions.close();
        services.sessions().remove(this);
        services.users().release(identity.user());
    }
}
