package tidings.core.subscription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.fanout.LoopFanOut;
import tidings.core.fanout.Member;
import tidings.core.fanout.Outbox;
import tidings.core.identity.Action;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.loop.LoopCounters;
import tidings.core.loop.SmallMaps;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.LogRefusal;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;

/// All subscriptions of one session, on its connection's loop.
///
/// A connection that takes no more costs its outbox and an offset per subscription. When it has
/// drained, its subscriptions catch up one after the other, so one connection has at most one
/// catch-up read on its way.
@OwnedBy(Owner.LOOP)
public final class Subscriptions {
    private static final long RETRY_MS = 200;

    private final CoreServices services;
    private final Identity identity;
    private final Outbox outbox;
    private final SubscriptionListener listener;
    private final int subscriptionsMax;

    private Map<ChannelName, Subscription> byChannel = Map.of();
    /// Those that have something to do once the outbox drains; null while there are none.
    private @Nullable ArrayDeque<Subscription> waiting;
    private boolean catchingUp;
    private boolean pumping;
    private boolean closed;

    public Subscriptions(CoreServices services, Identity identity, Outbox outbox,
            SubscriptionListener listener, int subscriptionsMax) {
        this.services = services;
        this.identity = identity;
        this.outbox = outbox;
        this.listener = listener;
        this.subscriptionsMax = subscriptionsMax;
    }

    /// Makes a subscription; the listener hears what becomes of it, never from within this call.
    ///
    /// @return why not, or null if it is on its way
    public @Nullable Refusal subscribe(SubscribeRequest request) {
        return subscribe(request, false);
    }

    /// As [#subscribe], when a token has said that the session may: then the rule's right to
    /// subscribe is not asked. The server's own trees stay closed.
    public @Nullable Refusal subscribeGranted(SubscribeRequest request) {
        return subscribe(request, true);
    }

    private @Nullable Refusal subscribe(SubscribeRequest request, boolean granted) {
        ChannelName channel = request.channel();
        if (byChannel.containsKey(channel)) {
            return new Refusal.AlreadySubscribed(channel.value());
        }
        if (byChannel.size() >= subscriptionsMax) {
            return new Refusal.TooMany("subscriptions of a connection", subscriptionsMax);
        }
        if (counters().subscriptions >= services.subscriptionsMax()) {
            return new Refusal.Overloaded("the server has all subscriptions it may");
        }
        Rule rule = services.rules().of(channel).orElse(null);
        if (rule == null) {
            return new Refusal.UnknownChannel(channel.value());
        }
        Refusal refusal = Permit.check(Action.SUBSCRIBE, rule, channel, identity, false);
        if (refusal != null && (!granted || Permit.reserved(channel.value()))) {
            return refusal;
        }
        Member member = rule.presence() ? new Member(identity.sender()) : null;
        Subscription subscription = new Subscription(this, request, rule,
                services.shardOf(channel), member);
        byChannel = SmallMaps.with(byChannel, channel, subscription);
        counters().subscriptions++;
        subscription.start();
        return null;
    }

    /// @return false if there is no such subscription
    public boolean unsubscribe(ChannelName channel) {
        Subscription subscription = byChannel.get(channel);
        if (subscription == null) {
            return false;
        }
        drop(subscription);
        subscription.close();
        return true;
    }

    /// Ends one, and the session hears why; does nothing if there is none.
    public void end(ChannelName channel, int code, String reason) {
        Subscription subscription = byChannel.get(channel);
        if (subscription != null) {
            subscription.endByServer(code, reason);
        }
    }

    public @Nullable Subscription get(ChannelName channel) {
        return byChannel.get(channel);
    }

    /// Whether the session was told that it is subscribed to a channel.
    public boolean subscribedTo(ChannelName channel) {
        Subscription subscription = byChannel.get(channel);
        return subscription != null && subscription.subscribed();
    }

    public int count() {
        return byChannel.size();
    }

    /// Ends all of them without a word; the session is over.
    public void close() {
        closed = true;
        List<Subscription> all = new ArrayList<>(byChannel.values());
        counters().subscriptions -= all.size();
        byChannel = Map.of();
        waiting = null;
        all.forEach(Subscription::close);
    }

    /// The outbox, once full, takes more.
    public void onDrained() {
        pump();
    }

    /// The user was looked at again: those that `ends` names are ended, all others stay.
    public void onRevoked(Predicate<ChannelName> ends, int code, String reason) {
        for (Subscription subscription : List.copyOf(byChannel.values())) {
            if (ends.test(subscription.channel())) {
                subscription.endByServer(code, reason);
            } else {
                subscription.admit();
            }
        }
        pump();
    }

    // ---- for its subscriptions ----

    LoopFanOut fanOut() {
        return services.fanOut();
    }

    LoopCounters counters() {
        return services.fanOut().counters();
    }

    Outbox outbox() {
        return outbox;
    }

    SubscriptionListener listener() {
        return listener;
    }

    long generation() {
        return identity.user().generation();
    }

    void drop(Subscription subscription) {
        if (byChannel.get(subscription.channel()) == subscription) {
            byChannel = SmallMaps.without(byChannel, subscription.channel());
            counters().subscriptions--;
        }
    }

    /// It has something to do once the outbox drains.
    void remember(Subscription subscription) {
        if (closed) {
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        if (!waiting.contains(subscription)) {
            waiting.addLast(subscription);
        }
        if (!outbox.full() && !pumping) {
            services.fanOut().loop().execute(this::pump);
        }
    }

    /// As [#remember], but what it needs is not to be had at this moment.
    void rememberForLater(Subscription subscription) {
        services.fanOut().loop().schedule(RETRY_MS, () -> remember(subscription));
    }

    void onCaughtUpOrNot() {
        catchingUp = false;
        services.fanOut().loop().execute(this::pump);
    }

    /// In a step of its own: whoever threw may be in the middle of something.
    void failed(RuntimeException cause) {
        services.fanOut().loop().execute(() -> {
            if (!closed) {
                listener.onFailed(cause);
            }
        });
    }

    void tooSlow() {
        services.fanOut().loop().execute(() -> {
            if (!closed) {
                listener.onTooSlow();
            }
        });
    }

    /// Lets those that wait go on, one at a time, while the outbox takes more.
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        int turns = waiting == null ? 0 : waiting.size();
        while (turns-- > 0 && !closed && !catchingUp && !outbox.full() && waiting != null) {
            Subscription next = waiting.pollFirst();
            if (next == null) {
                break;
            }
            catchingUp = !PlantedFlaw.DRAINED_AND_FORGOTTEN.planted() && next.resume();
        }
        if (waiting != null && waiting.isEmpty()) {
            waiting = null;
        }
        pumping = false;
    }

    /// Reads a page for a subscription; the reply comes on this loop.
    void read(ChannelName channel, Rule rule, String epoch, ReadFrom from, long upTo, int entries,
            Consumer<ReadAnswer> reply) {
        if (rule.log() == null) {
            throw new IllegalStateException(channel + " has no log to read");
        }
        ReadRequest request = new ReadRequest(channel, rule.log(), epoch, from, upTo, entries,
                Subscription.PAGE_BYTES);
        services.reads().ask(Subscription.PAGE_BYTES, () -> services.log().read(request),
                (answer, failure) -> reply.accept(answer != null
                        ? answer
                        : new ReadAnswer.Failed(LogRefusal.Unavailable.because(failure))));
    }
}
