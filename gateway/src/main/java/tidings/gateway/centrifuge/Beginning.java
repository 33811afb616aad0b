package tidings.gateway.centrifuge;

import java.util.List;
import tidings.core.channel.JoinFrom;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rule;
import tidings.core.subscription.Subscribed;
import tidings.core.subscription.Subscription;
import tidings.gateway.centrifuge.wire.Publication;
import tidings.gateway.centrifuge.wire.SubscribeRequest;
import tidings.gateway.centrifuge.wire.SubscribeResult;
import tidings.log.Entry;
import tidings.log.Position;

/// Where a subscription begins, as the client asks for it and as it is told: `recover` and
/// `recovered` of the protocol, which mean something else in a channel with `recovery: cache`.
final class Beginning {
    private Beginning() {}

    static JoinFrom asked(SubscribeRequest request, Rule rule) {
        if (!request.recover() || !rule.logged()) {
            return new JoinFrom.Head();
        }
        return rule.recovery() == Recovery.CACHE
                ? new JoinFrom.Latest()
                : new JoinFrom.After(new Position(request.epoch(), request.offset()));
    }

    /// @param ttl of the subscription's token, in seconds; 0 if none ends
    static SubscribeResult reply(Subscription subscription, Subscribed subscribed,
            SubscribeRequest request, long ttl) {
        boolean logged = subscription.rule().logged();
        boolean recovering = request.recover() && logged;
        boolean recovered = recovering && subscribed.recovered();
        List<Publication> publications = publications(subscribed.entries());
        if (recovering && subscription.rule().recovery() == Recovery.CACHE) {
            boolean current = hasLatest(request, subscribed);
            recovered = current || !publications.isEmpty();
            publications = current ? List.of() : latest(subscribed);
        }
        return new SubscribeResult(ttl > 0, ttl, logged, subscribed.position().epoch(),
                publications,
                recovered, subscribed.position().offset(), logged, null, recovering, false);
    }

    /// Of a subscription that the client's token made, not the client.
    static SubscribeResult pushed(Subscription subscription, Subscribed subscribed) {
        boolean logged = subscription.rule().logged();
        return new SubscribeResult(false, 0, logged, subscribed.position().epoch(), List.of(),
                false, subscribed.position().offset(), logged, null, false, false);
    }

    /// Whether a client of a channel with `recovery: cache` is past the latest already.
    private static boolean hasLatest(SubscribeRequest request, Subscribed subscribed) {
        Position head = subscribed.position();
        if (!request.epoch().equals(head.epoch()) || request.offset() > head.offset()) {
            return false;
        }
        return subscribed.entries().isEmpty()
                ? request.offset() == head.offset()
                : isAt(subscribed.entries().getFirst(), head)
                        && request.offset() >= subscribed.entries().getFirst().offset();
    }

    private static boolean isAt(Entry entry, Position head) {
        return entry.epoch().equals(head.epoch());
    }

    /// A state that is older than its channel's epoch has no position that means anything.
    private static List<Publication> latest(Subscribed subscribed) {
        return subscribed.entries().stream()
                .map(entry -> new Publication(entry.message(),
                        isAt(entry, subscribed.position()) ? entry.offset() : 0))
                .toList();
    }

    static List<Publication> publications(List<Entry> entries) {
        return entries.stream().map(entry -> new Publication(entry.message(), entry.offset()))
                .toList();
    }
}
