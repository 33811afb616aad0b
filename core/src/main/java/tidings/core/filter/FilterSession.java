package tidings.core.filter;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.StateTable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.fanout.Recipient;
import tidings.core.fanout.Variant;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.identity.Identity;
import tidings.core.loop.LoopCounters;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;

/// What one connected session with filters still has to get.
///
/// <pre>
///              ┌── no room in the window or the outbox, or it was away ──┐
///   shard s:  live                                                    behind at sequence n
///              └── it has everything up to where the loop is ◄── tail ◄── scan ◄┘
/// </pre>
///
/// Per shard it is live or behind, with the same window for all of them. Behind, it reads on from
/// its place: from the shard's tail if that reaches back, else by scanning the log; one step at a
/// time, as far as window and outbox have room. So a session that takes nothing costs a place per
/// shard, and nobody else anything.
///
/// Never: an entry of QoS 1 or 2 between its place and the end of a shard that is passed over
/// without being counted; a packet identifier twice at once.
@OwnedBy(Owner.LOOP)
public final class FilterSession implements Recipient {
    /// Of a message that is in no log.
    public static final int NO_SHARD = -1;

    private static final int PAGE_ENTRIES = 64;
    private static final int PAGE_ENTRIES_MIN = 8;
    private static final int PAGE_BYTES = 256 * 1024;
    private static final int VISITED_MAX = 20_000;

    private final FilterServices services;
    private final Audience audience;
    private final FilterOutlet outlet;
    private final @Nullable Outbox outbox;
    private final FilterListener listener;
    private final Deliveries deliveries;
    private final Places places;
    private final String client;
    /// Null for a group's own session.
    private final Group.@Nullable Groups groups;
    private final boolean kept;
    private final int sendMax;
    /// Made with the first subscription that it shares: most sessions share nothing.
    private @Nullable Shares shares;
    private FilterSet filters;
    /// What it was before; null once it goes on from there.
    private @Nullable SessionState before;

    private final Steps steps;
    /// Null once there is nothing more to be sent again.
    private @Nullable Resends resends;
    /// Null while no subscription is to begin with something.
    private @Nullable StateReads stateReads;
    /// As in [SessionState#gap].
    private long gap;
    /// How often the filters became more.
    private int subscribes;
    /// What its client asked for that [#holdStates] holds up.
    private int unanswered;
    /// After something that it shares comes something of its own, if there is anything.
    private boolean ownTurn;
    private int lastShard;
    private boolean closed;

    /// @param journal null if the session ends with its connection
    /// @param groups where its shared subscriptions are
    /// @param sendMax messages at a time that the client takes unacknowledged
    /// @param record what the session was before; empty for a new one
    public FilterSession(FilterServices services, Identity identity, FilterOutlet outlet,
            FilterListener listener, @Nullable Journal journal, Group.Groups groups, int sendMax,
            SessionState record) {
        this(services, new OneUser(services.rules(), identity), outlet, listener, journal, groups,
                identity.session(), sendMax, record);
    }

    /// Of a group, which shares nothing itself.
    FilterSession(FilterServices services, Audience audience, FilterOutlet outlet,
            FilterListener listener, int sendMax, SessionState record) {
        this(services, audience, outlet, listener, null, null, "", sendMax, record);
    }

    private FilterSession(FilterServices services, Audience audience, FilterOutlet outlet,
            FilterListener listener, @Nullable Journal journal, Group.@Nullable Groups groups,
            String client, int sendMax, SessionState record) {
        this.services = services;
        this.audience = audience;
        this.outlet = outlet;
        this.outbox = outlet.outbox();
        this.listener = listener;
        this.steps = new Steps(services.loop(), this::step, listener);
        this.client = client;
        this.groups = groups;
        this.kept = journal != null;
        this.sendMax = sendMax;
        this.deliveries = new Deliveries(services, outlet, listener, journal, sendMax,
                record, steps);
        this.places = new Places(services.tap());
        this.filters = record.filters();
        this.gap = record.gap();
        this.before = record;
        boolean shared = !record.filters().shared().isEmpty()
                || record.inFlight().stream().anyMatch(one -> one.group() != null);
        if (shared && groups != null) {
            shares();
        }
    }

    private Shares shares() {
        if (groups == null) {
            throw new IllegalStateException("a group is no sharer");
        }
        if (shares == null) {
            shares = new Shares(services, audience, groups, client, kept, sendMax, steps);
            deliveries.share(shares);
        }
        return shares;
    }

    // ---- beginning and end ----

    /// Becomes live where it is up to date, and goes on where it is not.
    ///
    /// @param opened called on this loop once it is
    public void open(Runnable opened) {
        services.tap().enter(this, () -> {
            SessionState record = before;
            if (!closed && record != null) {
                before = null;
                steps.begin();
                begin(record);
                opened.run();
            }
        });
    }

    private void begin(SessionState record) {
        BitSet matching = filters.shards(services.tap().shardCount());
        for (int shard = 0; shard < record.places().length; shard++) {
            if (!matching.get(shard)) {
                continue; // nothing there is for it
            }
            long here = services.tap().place(shard);
            // It may also be ahead: of this loop, having been on another.
            long place = record.places()[shard];
            if (place != here || !record.given().get(shard).isEmpty()) {
                places.fallBehind(shard, place, Math.max(place, here),
                        record.given().get(shard));
            }
        }
        filters.all().forEach(each -> services.tap().index().put(this, each));
        filters.shared().forEach((text, options) -> join(text, options, () -> {}));
        record.beginnings()
                .forEach(each -> stateReads().add(each.withGiven(deliveries.all())));
        if (!deliveries.all().isEmpty()) {
            resends = new Resends(services, steps, deliveries, this::onGap);
        }
        steps.next();
    }

    /// Ends it. It is nobody's before `then` has been called: those it shared with may not know.
    ///
    /// @param then called on this loop with what is left of it, to go on from later
    public void close(Consumer<SessionState> then) {
        closed = true;
        steps.end();
        deliveries.close();
        services.tap().exit(this);
        SessionState state = state();
        if (before == null) {
            filters.all().forEach(each -> services.tap().index().remove(this, each.filter()));
        }
        if (before != null || shares == null) {
            then.accept(state);
        } else {
            shares.close(() -> then.accept(state));
        }
    }

    public SessionState state() {
        if (before != null) {
            return before;
        }
        return new SessionState(filters, places.all(), places.given(), deliveries.state(),
                deliveries.lastOrder(),
                stateReads == null ? List.of() : stateReads.left(), gap);
    }

    public FilterSet filters() {
        return filters;
    }

    /// What its client is to be told of a gap, as in [SessionState#gap]: once.
    public long tellGap() {
        long told = gap;
        gap = 0;
        return told;
    }

    private void onGap(long count) {
        gap = gap == SessionState.UNKNOWN || count == SessionState.UNKNOWN
                ? SessionState.UNKNOWN
                : gap + count;
        listener.onGap(count);
        listener.onChanged();
    }

    // ---- what the client asks ----

    /// Calls back on this loop when it has heard what anybody was acknowledged until now that may match:
    /// what subscribes then gets nothing older live, and nothing newer as a state.
    public void hear(Collection<Filter> wanted, Runnable heard) {
        BitSet shards = new BitSet(services.tap().shardCount());
        wanted.forEach(filter -> shards.or(filter.shards(services.tap().shardCount())));
        services.tap().hear(shards, heard);
    }

    /// Adds a filter or replaces its options; it holds from where the loop is.
    ///
    /// @param stored whether the messages that are the state of matching channels are to come first
    public void subscribe(Filter filter, FilterOptions options, boolean stored) {
        FilterSubscription replaced = filters.byText().get(filter.text());
        if (replaced == null) {
            services.wanted().add(filter); // until it is taken away, or the session is no more
        }
        long @Nullable [] since = replaced != null
                ? replaced.since()
                : places.behindAnywhere() ? services.tap().places() : null;
        FilterSubscription subscription = new FilterSubscription(filter, options, since);
        filters = filters.with(subscription);
        subscribes++;
        services.tap().index().put(this, subscription);
        if (stored) {
            stateReads().add(filter, options);
        }
    }

    private StateReads stateReads() {
        if (stateReads == null) {
            stateReads = new StateReads(services, steps, audience, deliveries);
        }
        return stateReads;
    }

    /// What is asked now is answered later: what it begins with does not come before that.
    public void holdStates() {
        unanswered++;
    }

    /// The client has been answered, after [#holdStates].
    public void goOnWithStates() {
        unanswered--;
        steps.next();
    }

    /// Holds a shared subscription, or changes what it wants of it.
    ///
    /// @param text `$share/name/filter`
    /// @param joined called on this loop once it holds
    public void share(String text, FilterOptions options, Runnable joined) {
        if (!filters.has(text)) {
            services.kept().addFilters(1); // its text; the filter is the group's
        }
        filters = filters.withShared(text, options);
        join(text, options, joined);
    }

    private void join(String text, FilterOptions options, Runnable joined) {
        shares().join(text, options, joined);
    }

    /// @param text of a filter, or of a shared subscription
    /// @return false if there was no such thing
    public boolean unsubscribe(String text) {
        if (!filters.has(text)) {
            return false;
        }
        FilterSubscription own = filters.byText().get(text);
        filters = own == null ? filters.withoutShared(text) : filters.without(text);
        SessionState waiting = before;
        if (waiting != null) {
            before = waiting.with(filters);
        }
        if (own == null) {
            services.kept().addFilters(-1);
            shares().quit(text);
        } else {
            services.wanted().remove(own.filter());
            if (waiting == null) {
                services.tap().index().remove(this, own.filter());
                if (stateReads != null) {
                    stateReads.remove(own.filter());
                }
            }
        }
        return true;
    }

    /// What it was sent and has not acknowledged; acknowledgements go there.
    public Deliveries deliveries() {
        return deliveries;
    }

    /// Its user was looked at again and may stay; what it may see may have changed.
    public void admit() {
        audience.admit();
        services.tap().index().forgetAll();
        steps.next();
    }

    /// The outlet takes more.
    public void onDrained() {
        steps.next();
    }

    // ---- live ----

    @Nullable
    Variant variant(Interest interest) {
        return outlet.variant(interest);
    }

    /// Whether its user may be subscribed to a channel.
    boolean maySee(ChannelName channel) {
        return audience.maySee(channel);
    }

    void onLive(int shard, Entry entry, Interest interest) {
        if (closed || !places.live(shard)) {
            return;
        }
        try {
            if (!give(entry, interest)) {
                fallBehind(shard, entry);
            }
        } catch (RuntimeException e) {
            steps.failed(e);
            fallBehind(shard, entry); // whoever goes on begins with it
        }
    }

    private void fallBehind(int shard, Entry entry) {
        long began = PlantedFlaw.TURN_PASSED_OVER.planted()
                ? entry.sequence()
                : services.tap().turnBegan();
        services.counters().fellBehind++;
        // What was given of this turn at most once is not given again.
        places.fallBehind(shard, began, Math.max(services.tap().place(shard), entry.sequence()),
                deliveries.givenAfter(shard, began));
        steps.next();
    }

    @Override
    public void look() {
        try {
            if (audience.admitted() && outbox != null) {
                var _ = outbox.full();
            }
        } catch (RuntimeException e) {
            steps.failed(e);
        }
    }

    /// Frames that it shares with others.
    ///
    /// @param stateAt the sequence of the last one of them that is its channel's state, or
    ///     [StateReads#NEWEST]; 0 if none is
    void onLiveFrames(int shard, Frames frames, int count, ChannelName channel, long stateAt,
            LoopCounters counters) {
        if (closed || (shard != NO_SHARD && !places.live(shard))) {
            return;
        }
        try {
            if (audience.admitted() && Objects.requireNonNull(outbox).offer(frames)) {
                counters.deliveries += count;
                if (stateAt > 0 && stateReads != null) {
                    stateReads.onGiven(channel, stateAt);
                }
            } else {
                counters.dropped += count;
            }
        } catch (RuntimeException e) {
            steps.failed(e);
        }
    }

    void onRelayed(ChannelName channel, Message message, Interest interest) {
        Interest asked = closed || !audience.admitted() ? null : interest.in(message, audience);
        if (asked == null) {
            return;
        }
        try {
            int qos = asked.qosOf(message);
            if (outlet.full() || (qos > 0 && !deliveries.hasRoom())) {
                services.counters().dropped++;
            } else {
                deliveries.send(channel, message, qos, asked.retainOf(message),
                        asked.identifiers());
                onGiven(channel, message, StateReads.NEWEST);
            }
        } catch (RuntimeException e) {
            steps.failed(e);
        }
    }

    /// @return false if there is no room for it now
    private boolean give(Entry entry, Interest interest) {
        if (!audience.admitted()) {
            return false;
        }
        Message message = entry.message();
        Interest asked = interest.in(message, audience);
        if (asked == null
                || message.attributes().expired(services.loop().wallMs())) {
            return true;
        }
        int qos = asked.qosOf(message);
        boolean retain = asked.retainOf(message);
        if (qos == 0) {
            if (outlet.full()) {
                services.counters().dropped++;
            } else {
                deliveries.send(entry, 0, retain, asked.identifiers());
                onGiven(entry.channel(), message, entry.sequence());
            }
            return true;
        }
        // What was sent before comes again before anything new.
        boolean resending = resends != null && !resends.done()
                && !PlantedFlaw.NEW_BEFORE_RESENT.planted();
        if (!deliveries.hasRoom() || resending || outlet.full()) {
            return false;
        }
        deliveries.send(entry, qos, retain, asked.identifiers());
        onGiven(entry.channel(), message, entry.sequence());
        return true;
    }

    private void onGiven(ChannelName channel, Message message, long sequence) {
        if (stateReads != null && StateTable.changesEmptyKey(message)) {
            stateReads.onGiven(channel, sequence);
        }
    }

    // ---- behind ----

    private void step() {
        if (!audience.admitted() || outlet.full()) {
            if (stateReads != null) {
                stateReads.pause();
            }
            return;
        }
        if (resends != null) {
            if (!resends.done()) {
                resends.step();
                return;
            }
            resends = null;
        }
        if (stateReads != null && stateReads.done()) {
            stateReads = null;
        }
        boolean own = ownTurn && (stateReads != null || places.behindAnywhere());
        ownTurn = false;
        if (!own && shares != null && shares.sendNext(deliveries)) {
            ownTurn = true;
            steps.next();
            return;
        }
        // What came before a subscription, then what it begins with, then what came after it.
        int shard = places.nextBehind(lastShard, stateReads == null ? null : stateReads.since());
        if (shard >= 0 && deliveries.hasRoom()) {
            lastShard = shard;
            readTail(shard);
        } else if (shard < 0 && stateReads != null) {
            if (unanswered == 0) {
                stateReads.step();
            }
        } else if (shard < 0 && filters.all().stream().anyMatch(each -> each.since() != null)) {
            filters = filters.passed();
            filters.all().forEach(each -> services.tap().index().put(this, each));
        }
    }

    private void readTail(int shard) {
        int asked = subscribes;
        int limit = pageEntries();
        steps.await();
        services.tap().readTail(shard, places.of(shard), filters::matches, limit,
                entries -> steps.answer(() -> {
                    if (asked != subscribes) {
                        steps.next(); // it lacks what a newer filter is for
                    } else if (entries == null) {
                        scan(shard);
                    } else {
                        onTail(shard, entries, entries.size() < limit);
                    }
                }));
    }

    /// As many as there is room for.
    private int pageEntries() {
        return Math.min(PAGE_ENTRIES, Math.max(PAGE_ENTRIES_MIN, deliveries.room()));
    }

    /// @param all whether that is all there is up to where the loop is, and where it is now, too
    private void onTail(int shard, List<Entry> entries, boolean all) {
        long limit = limitOf(shard);
        for (Entry entry : entries) {
            if (entry.sequence() > limit) {
                places.moveTo(shard, limit);
                steps.next();
                return;
            }
            if (!catchUp(shard, entry)) {
                return;
            }
            places.moveTo(shard, entry.sequence());
        }
        if (all) {
            places.becomeLive(shard);
        }
        steps.next();
    }

    /// Up to where it reads before what the next subscription begins with.
    private long limitOf(int shard) {
        return stateReads == null || stateReads.done()
                ? Long.MAX_VALUE
                : Math.max(places.of(shard), stateReads.since()[shard]);
    }

    private void scan(int shard) {
        steps.await();
        services.counters().pagesRead++;
        FilterSet wanted = filters;
        int asked = subscribes;
        ScanRequest request = new ScanRequest(shard, places.of(shard), limitOf(shard),
                channel -> retentionIfWanted(wanted, channel),
                pageEntries(), PAGE_BYTES, VISITED_MAX);
        services.reads().askToScan(PAGE_BYTES, () -> services.log().scan(request),
                (answer, _) -> steps.answer(() -> {
                    if (asked != subscribes) {
                        steps.next(); // it may have passed over what a newer filter is for
                    } else if (answer instanceof ScanAnswer.Page page) {
                        onScanned(shard, page);
                    } else {
                        steps.later();
                    }
                }));
    }

    /// On a thread of the log's.
    private @Nullable LogRetention retentionIfWanted(FilterSet wanted, ChannelName channel) {
        if (!wanted.matches(channel)) {
            return null;
        }
        return services.rules().of(channel).map(Rule::log).orElse(null);
    }

    private void onScanned(int shard, ScanAnswer.Page page) {
        if (page.missing() > 0) {
            onGap(page.missing());
        }
        for (Entry entry : page.entries()) {
            if (!catchUp(shard, entry)) {
                places.moveTo(shard, entry.sequence() - 1);
                return;
            }
            places.moveTo(shard, entry.sequence());
        }
        places.moveTo(shard, page.through());
        steps.next();
    }

    /// @return false if there is no room for it now
    private boolean catchUp(int shard, Entry entry) {
        long sequence = entry.sequence();
        if (sequence <= places.of(shard) || places.wasGiven(shard, sequence)) {
            return true;
        }
        Interest ofAll = filters.interestIn(entry.channel(), shard, sequence);
        Interest interest = ofAll == null ? null : ofAll.in(entry.message(), audience);
        if (interest == null || !maySee(entry.channel())) {
            return true;
        }
        boolean atMostOnce = interest.qosOf(entry.message()) == 0;
        if (atMostOnce && places.passedOver(shard, sequence)) {
            return true;
        }
        return give(entry, interest);
    }

    // ---- the rest ----

    /// Sequences of the shard mean nothing any more: what was between is a gap of unknown size.
    void onPositionsLost(int shard) {
        if (!places.live(shard)) {
            places.becomeLive(shard);
        }
        if (!filters.all().isEmpty()) {
            onGap(SessionState.UNKNOWN);
        }
    }
}
