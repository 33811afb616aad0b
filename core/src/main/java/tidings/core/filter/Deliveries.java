package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one session is sent, and what it has not acknowledged of it.
///
/// <pre>
///   QoS 0:  sent
///   QoS 1:  sent ─► acknowledged
///   QoS 2:  noted ─► sent ─► received ─► noted ─► release sent ─► completed
/// </pre>
///
/// A session that is kept notes in its journal how far a message of QoS 2 is before it goes on with
/// it, so that no crash makes it a second message. What comes after it waits for that, too: messages
/// of QoS 1 and 2 are sent in one order, and again in the same one.
@OwnedBy(Owner.LOOP)
public final class Deliveries {
    public enum Ack {
        DONE, UNKNOWN,
        /// The other kind of acknowledgement belongs to it.
        WRONG
    }

    /// What may wait for its notes, beside one message.
    private static final int UNSENT_BYTES_MAX = 256 * 1024;

    private final FilterServices services;
    private final FilterOutlet outlet;
    private final FilterListener listener;
    private final @Nullable Journal journal;
    /// Made with the first note.
    private @Nullable Notes notes;
    /// Null while nothing is shared.
    private @Nullable Shares shares;
    private final Window window;
    /// What has its identifier and is not sent yet, in its order; null while there is nothing.
    private @Nullable Line unsent;
    /// What weigh the messages in it.
    private long unsentBytes;
    /// What was received and is not released yet, in the order in which it was received; null while
    /// there is nothing.
    private @Nullable Line unreleased;
    /// To be gone on with when there is more room.
    private final Steps steps;
    private boolean closed;

    private static final class Waiting {
        private final @Nullable InFlight one;
        private final long bytes;
        private final Runnable say;
        private boolean noted;

        Waiting(@Nullable InFlight one, long bytes, Runnable say) {
            this.one = one;
            this.bytes = bytes;
            this.say = say;
        }
    }

    /// What is said in its order, whichever was noted first.
    @OwnedBy(Owner.LOOP)
    private final class Line {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(2);

        /// @param bytes what weighs the message that waits with it
        void add(InFlight one, long bytes, Runnable say) {
            Waiting last = new Waiting(one, bytes, say);
            hold(bytes);
            waiting.addLast(last);
            noted(one, () -> {
                last.noted = true;
                sayNoted();
            });
        }

        /// Needs no note of its own.
        void add(Runnable say) {
            waiting.addLast(new Waiting(null, 0, say));
        }

        /// Says what may be said. What is not where it was when it came here is passed over.
        ///
        /// @return whether nothing is left
        boolean emptied() {
            for (Waiting first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
                InFlight one = first.one;
                boolean still = one == null || isStill(one);
                if (still && one != null && !first.noted) {
                    return false;
                }
                waiting.removeFirst();
                letGo(first.bytes);
                if (still) {
                    first.say.run();
                }
            }
            return true;
        }
    }

    Deliveries(FilterServices services, FilterOutlet outlet, FilterListener listener,
            @Nullable Journal journal, int sendMax, SessionState record, Steps steps) {
        this.services = services;
        this.outlet = outlet;
        this.listener = listener;
        this.journal = journal;
        this.window = new Window(Math.min(sendMax, services.windowMax()), record.inFlight(),
                record.lastOrder());
        this.steps = steps;
    }

    /// From now on something may be of a group.
    void share(Shares with) {
        shares = with;
    }

    // ---- what the client says ----

    /// The client has a message of QoS 1 (PUBACK).
    public Ack acknowledge(int packetId) {
        InFlight one = window.get(packetId);
        if (one == null) {
            return Ack.UNKNOWN;
        }
        if (one.qos() != 1) {
            return Ack.WRONG;
        }
        finish(one);
        return Ack.DONE;
    }

    /// The client has a message of QoS 2 (PUBREC); [FilterOutlet#sendRelease] follows.
    public Ack receive(int packetId) {
        InFlight one = window.get(packetId);
        if (one == null) {
            return Ack.UNKNOWN;
        }
        if (one.qos() != 2) {
            return Ack.WRONG;
        }
        if (!one.released()) {
            window.release(one);
        }
        releaseAgain(one.release());
        return Ack.DONE;
    }

    /// The client refused a message of QoS 2 (PUBREC with a reason from 0x80): that ends it.
    public Ack refuse(int packetId) {
        InFlight one = window.get(packetId);
        if (one == null) {
            return Ack.UNKNOWN;
        }
        if (one.qos() != 2) {
            return Ack.WRONG;
        }
        finish(one);
        return Ack.DONE;
    }

    /// The client has let go of a message of QoS 2 (PUBCOMP).
    public Ack complete(int packetId) {
        InFlight one = window.get(packetId);
        if (one == null) {
            return Ack.UNKNOWN;
        }
        if (one.qos() != 2 || !one.released()) {
            return Ack.WRONG;
        }
        finish(one);
        return Ack.DONE;
    }

    /// A delivery that the client could never take: as if it had acknowledged it.
    public void discard(Delivery delivery) {
        InFlight one = window.get(delivery.packetId());
        if (one != null) {
            services.loop().execute(() -> {
                if (!closed) {
                    finish(one);
                }
            });
        }
    }

    void finish(InFlight one) {
        window.remove(one.packetId());
        if (journal != null && one.logged()) {
            journal.finish(one);
        }
        if (shares != null) {
            shares.finish(one);
        }
        sayNoted();
        listener.onChanged();
        steps.next();
    }

    // ---- what there is ----

    /// So many may have a packet identifier at a time.
    int max() {
        return window.max();
    }

    /// For so many more with a packet identifier; below 0 if the client takes fewer than before.
    int room() {
        return window.room();
    }

    /// For one more of QoS 1 or 2.
    boolean hasRoom() {
        return window.room() > 0 && mayWait();
    }

    /// Whether one more may wait to be sent. If not, the steps go on when what waits is sent; so one may
    /// always, whatever others have waiting.
    boolean mayWait() {
        return unsentBytes == 0
                || (unsentBytes < UNSENT_BYTES_MAX && !services.unsent().full());
    }

    private void hold(long bytes) {
        unsentBytes += bytes;
        services.unsent().add(bytes);
    }

    private void letGo(long bytes) {
        if (bytes > 0 && !closed) {
            hold(-bytes);
            steps.next();
        }
    }

    List<InFlight> all() {
        return window.all();
    }

    @Nullable
    InFlight get(int packetId) {
        return window.get(packetId);
    }

    /// What is to be gone on with later: not what is in no log, and not what goes back to a group.
    List<InFlight> state() {
        List<InFlight> state = new ArrayList<>();
        for (InFlight one : window.all()) {
            boolean goesBack = one.group() != null && one.qos() == 1;
            if (one.logged() && !goesBack && !PlantedFlaw.WINDOW_FORGOTTEN.planted()) {
                state.add(one);
            }
        }
        return state;
    }

    /// As in [SessionState#lastOrder].
    long lastOrder() {
        return window.lastOrder();
    }

    /// What was sent of a shard's entries after a sequence.
    Set<Long> givenAfter(int shard, long sequence) {
        Set<Long> given = new HashSet<>();
        if (PlantedFlaw.TURN_GIVEN_AGAIN.planted()) {
            return given;
        }
        for (InFlight one : window.sent()) {
            if (one.shard() == shard && !one.apart() && one.sequence() > sequence) {
                given.add(one.sequence());
            }
        }
        return given;
    }

    void close() {
        closed = true;
        services.unsent().add(-unsentBytes);
    }

    // ---- what is sent ----

    void send(Entry entry, int qos, boolean retain, int[] identifiers) {
        send(entry, qos, retain, false, identifiers);
    }

    /// An entry as the state of its channel.
    void sendStored(Entry entry, int qos, int[] identifiers) {
        send(entry, qos, true, true, identifiers);
    }

    private void send(Entry entry, int qos, boolean retain, boolean stored, int[] identifiers) {
        if (qos == 0) {
            send(new Delivery(entry.channel(), entry.message(), 0, 0, false, retain,
                    identifiers));
        } else {
            send(new InFlight(window.nextId(), window.nextOrder(),
                    entry.channel().shardOf(services.tap().shardCount()), entry.sequence(),
                    entry.channel(), entry.epoch(), entry.offset(), qos, false, retain, stored,
                    identifiers, null), entry.message());
        }
    }

    /// A message that is in no log.
    void send(ChannelName channel, Message message, int qos, boolean retain, int[] identifiers) {
        if (qos == 0) {
            send(new Delivery(channel, message, 0, 0, false, retain, identifiers));
        } else {
            send(new InFlight(window.nextId(), window.nextOrder(), FilterSession.NO_SHARD, 0,
                    channel, "", 0, qos, false, retain, false, identifiers, null), message);
        }
    }

    /// Whether the client takes a message of a group that is as large as this.
    boolean takes(Assignment assignment, Message message, int qos, boolean retain,
            int[] identifiers) {
        return outlet.takes(new Delivery(assignment.channel(), message, qos, qos == 0 ? 0 : 1,
                false, retain, identifiers));
    }

    /// The identifier of what is sent next, unless that is of QoS 0.
    int nextId() {
        return window.nextId();
    }

    /// What a group gave, under an identifier of [#nextId].
    void send(Assignment assignment, Message message, int packetId, int qos, boolean retain,
            int[] identifiers) {
        InFlight one = assignment.inFlight();
        if (qos == 0 || one == null) {
            send(new Delivery(assignment.channel(), message, 0, 0, false, retain,
                    identifiers));
        } else {
            send(new InFlight(packetId, window.nextOrder(), one.shard(), one.sequence(),
                    one.channel(), one.epoch(), one.offset(), qos, false, retain, true,
                    identifiers, assignment.group()), message);
        }
    }

    private void send(InFlight one, Message message) {
        send(one, message, false);
    }

    /// From an earlier connection, with the message that was read for it.
    void sendAgain(InFlight one, Message message) {
        send(one, message, true);
    }

    private void send(InFlight one, Message message, boolean again) {
        window.put(one);
        if (journal != null) {
            listener.onChanged(); // it is to come again under this identifier
        }
        if (one.qos() == 1 && (unsent == null || PlantedFlaw.SENT_OUT_OF_ORDER.planted())) {
            send(deliveryOf(one, message, again));
            return;
        }
        if (unsent == null) {
            unsent = new Line();
        }
        unsent.add(one, message.weight(), () -> send(deliveryOf(one, message, again)));
    }

    private void sayNoted() {
        Line sends = unsent;
        if (sends != null && sends.emptied() && unsent == sends) {
            unsent = null;
        }
        Line releases = unreleased;
        if (releases != null && releases.emptied() && unreleased == releases) {
            unreleased = null;
        }
    }

    /// Tells the client to let go of a message once it is noted that it has it. In the order in which it
    /// said so (4.6).
    void releaseAgain(InFlight one) {
        if (unreleased == null) {
            unreleased = new Line();
        }
        unreleased.add(one, 0, () -> outlet.sendRelease(one.packetId()));
    }

    /// Says something in the order of releases that has nothing to be noted.
    public void afterReleases(Runnable say) {
        if (unreleased == null) {
            say.run();
        } else {
            unreleased.add(say);
        }
    }

    private void send(Delivery delivery) {
        outlet.send(delivery);
    }

    private static Delivery deliveryOf(InFlight one, Message message, boolean duplicate) {
        return new Delivery(one.channel(), message, one.qos(), one.packetId(), duplicate,
                one.retain(), one.identifiers());
    }

    /// Goes on with a message once it is known on disk how far it is; of QoS 1 nothing need be.
    /// That holds for what is sent again, too: whether it was noted before is not known for sure.
    private void noted(InFlight one, Runnable then) {
        if (one.qos() == 1 || PlantedFlaw.SENT_BEFORE_NOTED.planted()) {
            then.run();
        } else if (journal == null || !one.logged()) {
            taken(one, then);
        } else {
            if (notes == null) {
                notes = new Notes(services.loop(), journal, this::isStill);
            }
            notes.write(one, () -> taken(one, then));
        }
    }

    /// Goes on with a message of QoS 2 once no group gives it to anybody else.
    private void taken(InFlight one, Runnable then) {
        if (shares == null || one.group() == null || one.released()
                || PlantedFlaw.SENT_BEFORE_TAKEN.planted()) {
            then.run();
        } else if (one.logged()) {
            shares.take(one, own -> {
                if (isStill(one) && own) {
                    window.put(one.taken());
                    then.run();
                } else if (isStill(one)) {
                    finish(one.taken());
                }
            });
        } else {
            window.put(one.taken());
            shares.finish(one);
            then.run();
        }
    }

    /// Whether a message is where it was when this was noted.
    boolean isStill(InFlight noted) {
        InFlight one = closed ? null : window.get(noted.packetId());
        return one != null && one.order() == noted.order() && one.released() == noted.released();
    }
}
