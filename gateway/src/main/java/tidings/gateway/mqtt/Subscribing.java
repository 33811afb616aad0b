package tidings.gateway.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.FilterSubscription;
import tidings.core.filter.Group;
import tidings.core.identity.Action;
import tidings.core.identity.Allowance;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.core.subscription.Memberships;
import tidings.gateway.mqtt.wire.Diagnostics;
import tidings.gateway.mqtt.wire.FromServer;
import tidings.gateway.mqtt.wire.ReasonCode;
import tidings.gateway.mqtt.wire.Suback;
import tidings.gateway.mqtt.wire.Subscribe;
import tidings.gateway.mqtt.wire.Unsuback;
import tidings.gateway.mqtt.wire.Unsubscribe;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What a connected client subscribes to: whether it may, and in which channels it is seen.
@OwnedBy(Owner.LOOP)
final class Subscribing {
    private final LoopServices services;
    private final MqttSettings settings;
    private final Identity identity;
    private final FilterSession filters;
    private final Consumer<FromServer> answers;
    private final Memberships memberships;
    /// What other members of a channel see come and go is bounded, as everywhere.
    private final Allowance entrances;
    private boolean closed;

    /// @param answers sends what changed the filters its answer, once that is kept
    Subscribing(LoopServices services, MqttSettings settings, Identity identity,
            FilterSession filters, Consumer<FromServer> answers) {
        this.services = services;
        this.settings = settings;
        this.identity = identity;
        this.filters = filters;
        this.answers = answers;
        this.memberships = new Memberships(services, identity);
        this.entrances = new Allowance(settings.filtersMax(), settings.entrancesSpan());
    }

    /// The session has the filters that it had before.
    void open() {
        filters.filters().all().forEach(each -> enter(each.filter()));
    }

    void close() {
        closed = true;
        memberships.exitAll();
    }

    /// A SUBACK that waits until all that is shared holds.
    private final class Answering {
        private int left = 1;
        private @Nullable Suback answer;

        void one() {
            if (--left == 0 && !closed && answer != null) {
                answers.accept(answer);
            }
        }
    }

    /// Those that are not shared. Of more than a session may have the rest is refused, whatever it is.
    List<Filter> filtersOf(Subscribe subscribe) {
        return subscribe.filters().stream().limit(settings.filtersMax())
                .filter(each -> each.shareName() == null)
                .map(each -> Filter.of(each.text())).toList();
    }

    /// Those that are there, and not shared.
    List<Filter> filtersOf(Unsubscribe unsubscribe) {
        return unsubscribe.filters().stream().map(filters.filters().byText()::get)
                .filter(Objects::nonNull).map(FilterSubscription::filter).toList();
    }

    void onSubscribe(Subscribe subscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        Answering answering = new Answering();
        String why = null;
        for (Subscribe.Filter each : subscribe.filters()) {
            Refused refused = reasons.size() < settings.filtersMax()
                    ? refusal(each)
                    : new Refused(ReasonCode.QUOTA_EXCEEDED,
                            "at most %d filters".formatted(settings.filtersMax()));
            if (refused == null) {
                if (each.shareName() != null) {
                    answering.left++;
                    filters.share(each.text(), optionsOf(each, subscribe.subscriptionId()),
                            answering::one);
                } else {
                    subscribe(each, subscribe.subscriptionId());
                }
                reasons.add(ReasonCode.granted(each.options().qos()));
            } else {
                reasons.add(refused.reason());
                why = refused.text();
            }
        }
        answering.answer = new Suback(subscribe.packetId(), reasons,
                why == null ? Diagnostics.NONE : Diagnostics.of(why));
        answering.one();
    }

    private void subscribe(Subscribe.Filter each, int identifier) {
        Filter filter = Filter.of(each.text());
        boolean known = filters.filters().has(each.text());
        int handling = each.options().retainHandling();
        enter(filter);
        filters.subscribe(filter, optionsOf(each, identifier),
                handling == 0 || (handling == 1 && !known));
    }

    private static FilterOptions optionsOf(Subscribe.Filter each, int identifier) {
        return new FilterOptions(each.options().qos(), each.options().noLocal(),
                each.options().retainAsPublished(), identifier);
    }

    /// Who names a channel is seen in it; who has it by wildcards, or shares it, is not.
    private void enter(Filter filter) {
        if (filter.exact()) {
            memberships.enter(channelOf(filter));
        }
    }

    /// @return false if there was no such thing
    private boolean unsubscribe(String text) {
        FilterSubscription own = filters.filters().byText().get(text);
        if (own != null && own.filter().exact()) {
            memberships.exit(channelOf(own.filter()));
        }
        return filters.unsubscribe(text);
    }

    private static ChannelName channelOf(Filter filter) {
        return ChannelName.ofStored(filter.text());
    }

    private record Refused(ReasonCode reason, String text) {}

    private @Nullable Refused refusal(Subscribe.Filter filter) {
        if (!filters.filters().has(filter.text())) {
            if (filters.filters().count() >= settings.filtersMax()) {
                return new Refused(ReasonCode.QUOTA_EXCEEDED,
                        "at most %d filters".formatted(settings.filtersMax()));
            }
            if (services.filters().kept().full()) {
                return new Refused(ReasonCode.QUOTA_EXCEEDED,
                        "sessions keep as much as there is memory for");
            }
        }
        try {
            // Wildcards aside, a filter is bound by the same limits as the names it matches, and so is
            // the name of what is shared.
            String text = filter.topicFilter();
            if (filter.shareName() != null) {
                ChannelName.of(filter.shareName(), settings.names());
            }
            ChannelName name = ChannelName.of(text.replace('+', '-'), settings.names());
            boolean serverState = Permit.isServerState(text) && filter.shareName() == null;
            if (Permit.reserved(text) && !serverState) {
                return new Refused(ReasonCode.NOT_AUTHORIZED, "that tree is the server's own");
            }
            if (!Filter.of(text).exact() && !serverState) {
                return null;
            }
            Rule rule = services.rules().of(name).orElse(null);
            Refusal refusal = rule == null
                    ? new Refusal.UnknownChannel(name.value())
                    : Permit.check(Action.SUBSCRIBE, rule, name, identity, false);
            if (refusal != null) {
                return new Refused(MqttRefusals.reason(refusal), MqttRefusals.text(refusal));
            }
            return filter.shareName() != null || takeEntrance(name)
                    ? null
                    : new Refused(ReasonCode.QUOTA_EXCEEDED, "too many subscribes a second");
        } catch (IllegalNameException e) {
            return new Refused(ReasonCode.TOPIC_FILTER_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private boolean takeEntrance(ChannelName channel) {
        if (filters.filters().byText().containsKey(channel.value())
                || !memberships.isSeenIn(channel)) {
            return true;
        }
        long now = services.loop().monotonicNs();
        boolean may = entrances.available(now);
        if (may) {
            entrances.take(now);
        }
        return may;
    }

    void onUnsubscribe(Unsubscribe unsubscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (String text : unsubscribe.filters()) {
            reasons.add(unsubscribe(text)
                    ? ReasonCode.SUCCESS
                    : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        answers.accept(new Unsuback(unsubscribe.packetId(), reasons, Diagnostics.NONE));
    }

    /// Ends what is subscribed to by the names of some channels, shared or not.
    void end(Predicate<ChannelName> ends) {
        for (FilterSubscription each : List.copyOf(filters.filters().all())) {
            if (each.filter().exact() && ends.test(channelOf(each.filter()))) {
                unsubscribe(each.filter().text());
            }
        }
        for (String text : List.copyOf(filters.filters().shared().keySet())) {
            Filter filter = Group.filterOf(text);
            if (filter.exact() && ends.test(channelOf(filter))) {
                unsubscribe(text);
            }
        }
    }
}
