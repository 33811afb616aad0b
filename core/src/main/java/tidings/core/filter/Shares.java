package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.Loop;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The shared subscriptions of one connected session: what its groups have given it, until it is
/// through with that.
///
/// <pre>
///   group ─► waits here ─► in the session's window ─► acknowledged: done
///                                    └─ QoS 2: noted, taken from the group, sent
/// </pre>
@OwnedBy(Owner.LOOP)
final class Shares {
    /// Of QoS 0: more is dropped.
    private static final int WAITING_MAX = 64;
    private static final int WAITING_BYTES_MAX = 256 * 1024;

    private final FilterServices services;
    private final Audience audience;
    private final Group.Groups groups;
    private final String client;
    private final boolean kept;
    private final int sendMax;
    /// To be gone on with when there is something.
    private final Steps steps;
    private final Rereads rereads;
    // Most sessions share nothing: there is room for it once there is something.
    private Map<String, Share> held = Map.of();
    /// Of subscriptions that it holds no longer, with something begun.
    private List<Share> former = List.of();
    private @Nullable ArrayDeque<Given> waiting;
    /// What is in the session's window and the group hears of, by packet identifier.
    private Map<Integer, Given> begun = Map.of();
    private boolean closed;

    /// @param qos with which it is sent; 0 while it waits
    private record Given(Share share, Assignment assignment, int qos) {}

    /// @param kept whether the session outlives its connection
    Shares(FilterServices services, Audience audience,
            Group.Groups groups, String client, boolean kept, int sendMax, Steps steps) {
        this.services = services;
        this.audience = audience;
        this.groups = groups;
        this.client = client;
        this.kept = kept;
        this.sendMax = Math.min(sendMax, services.windowMax());
        this.steps = steps;
        this.rereads = new Rereads(services, steps);
    }

    private final class Share implements Group.Sharer {
        private final Group group;
        /// The more it shares, the less it takes of each: all of that waits here.
        private final int credit = Math.max(1, sendMax / (held.size() + 1));
        private Interest interest;
        private boolean quit;

        Share(String text, FilterOptions options) {
            this.group = groups.of(text);
            this.interest = Interest.of(options);
        }

        @Override
        public Loop loop() {
            return services.loop();
        }

        @Override
        public String client() {
            return client;
        }

        @Override
        public boolean kept() {
            return kept;
        }

        @Override
        public int credit() {
            return credit;
        }

        @Override
        public void give(Assignment assignment) {
            if (closed || quit) {
                return; // the group has it back, or will
            }
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            if (assignment.inFlight() == null && tooManyWait()) {
                services.counters().dropped++;
            } else {
                waiting.addLast(new Given(this, assignment, 0));
                steps.next();
            }
        }

        boolean hasBegun() {
            return begun.values().stream().anyMatch(each -> each.share() == this);
        }
    }

    private boolean tooManyWait() {
        return waiting != null && (waiting.size() >= WAITING_MAX
                || waiting.stream().map(each -> each.assignment().message())
                        .filter(Objects::nonNull).mapToLong(Message::weight)
                        .sum() >= WAITING_BYTES_MAX);
    }

    // ---- holding ----

    /// Joins a group, or changes what it wants of it.
    void join(String text, FilterOptions options, Runnable joined) {
        Share share = held.get(text);
        if (share == null) {
            share = new Share(text, options);
            if (held.isEmpty()) {
                held = new HashMap<>(2);
            }
            held.put(text, share);
        }
        share.interest = Interest.of(options);
        share.group.join(share, options.qos(), joined);
    }

    void quit(String text) {
        Share share = held.get(text);
        if (share == null) {
            // It is not there yet; its session has held it from before.
            groups.of(text).end(client, services.loop(), () -> {});
            return;
        }
        held.remove(text);
        if (waiting != null) {
            waiting.removeIf(each -> each.share() == share);
        }
        share.quit = true;
        Set<Integer> going = new HashSet<>();
        begun.values().forEach(each -> {
            if (each.share() == share) {
                going.add(Objects.requireNonNull(each.assignment().inFlight()).packetId());
            }
        });
        share.group.quit(share, going);
        if (share.hasBegun()) {
            if (former.isEmpty()) {
                former = new ArrayList<>(1);
            }
            former.add(share);
        }
    }

    /// The connection has ended.
    ///
    /// @param left called on this loop once all groups know
    void close(Runnable left) {
        closed = true;
        List<Share> all = new ArrayList<>(held.values());
        all.addAll(former);
        if (all.isEmpty()) {
            left.run();
            return;
        }
        int[] waitedFor = {all.size()};
        for (Share share : all) {
            share.group.leave(share, staying(share), () -> {
                if (--waitedFor[0] == 0) {
                    left.run();
                }
            });
        }
    }

    /// Of QoS 2 it may be noted on disk already that this session has it.
    private Set<Integer> staying(Share share) {
        Set<Integer> staying = new HashSet<>();
        for (Given each : kept ? begun.values() : List.<Given>of()) {
            InFlight one = Objects.requireNonNull(each.assignment().inFlight());
            if (each.share() == share && each.qos() == 2 && one.logged()) {
                staying.add(one.packetId());
            }
        }
        return staying;
    }

    // ---- sending ----

    /// Goes on with the first that waits.
    ///
    /// @return whether the next one may be gone on with
    boolean sendNext(Deliveries deliveries) {
        Given next = waiting == null ? null : waiting.peekFirst();
        if (next == null) {
            return false;
        }
        Assignment assignment = next.assignment();
        Message message = assignment.message();
        if (!audience.maySee(assignment.channel())) {
            removeFirst();
            next.share().group.refuse(next.share(), assignment);
        } else if (message != null) {
            return send(next, message, deliveries);
        } else if (deliveries.hasRoom()) {
            rereads.read(Objects.requireNonNull(assignment.inFlight()),
                    read -> onRead(next, read, deliveries), () -> onLost(next));
        } else {
            return false;
        }
        return true;
    }

    private void onRead(Given next, Message message, Deliveries deliveries) {
        if (isFirst(next)) {
            var _ = send(next, message, deliveries);
        }
        steps.next();
    }

    private void onLost(Given next) {
        if (isFirst(next)) {
            removeFirst();
            services.counters().onSessionGap(1);
            done(next);
        }
        steps.next();
    }

    private boolean isFirst(Given given) {
        return waiting != null && given.equals(waiting.peekFirst());
    }

    private void removeFirst() {
        Objects.requireNonNull(waiting).removeFirst();
    }

    /// @return false if there is no room for it now
    private boolean send(Given next, Message message, Deliveries deliveries) {
        Share share = next.share();
        Assignment assignment = next.assignment();
        Interest interest = share.interest;
        int qos = interest.qosOf(message);
        boolean retain = interest.retainOf(message);
        if (message.attributes().expired(services.loop().wallMs())) {
            removeFirst();
            done(next);
        } else if (!deliveries.takes(assignment, message, qos, retain, interest.identifiers())) {
            removeFirst();
            share.group.refuse(share, assignment);
        } else if (qos == 0) {
            removeFirst();
            deliveries.send(assignment, message, 0, 0, retain, interest.identifiers());
            done(next);
        } else if (deliveries.hasRoom()) {
            removeFirst();
            int packetId = deliveries.nextId();
            if (begun.isEmpty()) {
                begun = new HashMap<>(4);
            }
            begun.put(packetId, new Given(share, assignment, qos));
            deliveries.send(assignment, message, packetId, qos, retain, interest.identifiers());
        } else {
            return false;
        }
        return true;
    }

    private void done(Given given) {
        if (given.assignment().inFlight() != null) {
            given.share().group.done(given.share(), given.assignment());
        }
    }

    // ---- what becomes of it ----

    /// The session is through with something of its window.
    void finish(InFlight one) {
        Given given = begun.get(one.packetId());
        if (given != null) {
            begun.remove(one.packetId());
            done(given);
            forgetFormer();
        } else if (one.group() != null && one.logged()) {
            // From an earlier connection, and nobody else's all the same.
            groups.of(one.group()).take(client, one, services.loop(), _ -> {});
        }
    }

    private void forgetFormer() {
        if (!former.isEmpty()) {
            former.removeIf(share -> !share.hasBegun());
        }
    }

    /// @param taken called on this loop once the group has decided about a message of QoS 2: whether
    ///     it is this session's
    void take(InFlight one, Consumer<Boolean> taken) {
        groups.of(Objects.requireNonNull(one.group())).take(client, one, services.loop(), own -> {
            if (begun.containsKey(one.packetId())) {
                begun.remove(one.packetId());
                forgetFormer();
            }
            taken.accept(own);
        });
    }
}
