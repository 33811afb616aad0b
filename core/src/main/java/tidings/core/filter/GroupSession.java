package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.identity.Permit;
import tidings.core.loop.Loop;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One group of a shared subscription, on its home's loop: a filter session of its own, whose
/// messages it gives to its sharers in turn.
///
/// <pre>
///   shards ─► FilterSession ─► assigned ─► a sharer ─► done
///                                 ▲           │
///                                 └─ waits ◄──┴─ it went, or refused it
/// </pre>
///
/// Its place and what it has given are its own, so no sharer is a copy of the other and none that
/// goes takes anything away. It lives as long as a session holds it, connected or not.
///
/// Never: an entry of QoS 1 or 2 that no sharer gets, unless those there are refuse it; one of
/// QoS 2 that two sessions have taken.
@OwnedBy(Owner.LOOP)
public final class GroupSession implements FilterOutlet, FilterListener, Audience {
    private static final System.Logger LOGGER = System.getLogger(GroupSession.class.getName());

    /// What all sharers together may have and not be through with.
    private static final int WINDOW_MAX = 1_024;
    /// What waits for those who may see it, before others wait with them.
    private static final int WAITING_MAX = 256;
    /// What messages weigh that it holds in memory; beyond that they are read again when they are sent.
    private static final int HELD_BYTES_MAX = 1 << 20;
    /// At least once is the most that a group promises: exactly once is its sharers' affair.
    private static final int AT_LEAST_ONCE = 1;
    private static final long RETRY_MS = 200;

    private final FilterServices services;
    private final String text;
    private final GroupSaves saves;
    /// Called once nobody holds it.
    private final Runnable onEnd;
    private final Filter filter;
    private final Map<String, Holder> holders = new HashMap<>(4);
    /// Whether a session that is kept has held it: also one that does not any more may be brought back
    /// by a crash, for as long as its record says so.
    private boolean remembered;
    private final List<Seat> seats = new ArrayList<>(4);
    private int next;
    private final Map<Integer, Assigned> assigned = new HashMap<>();
    /// What no sharer has, oldest first.
    private final ArrayDeque<Assignment> waiting = new ArrayDeque<>(2);
    private long heldBytes;
    private FilterSession session;
    private boolean opened;
    private boolean closed;
    private final List<Runnable> onOpened = new ArrayList<>(1);
    /// A client that holds it.
    ///
    /// @param sharer as it was connected last; null if that was in an earlier life of the server
    /// @param kept whether its session outlives its connection
    /// @param qos the most it wants
    private record Holder(Group.@Nullable Sharer sharer, boolean kept, int qos) {}

    /// A sharer while it is connected.
    private static final class Seat {
        private final Group.Sharer sharer;
        private int outstanding;

        Seat(Group.Sharer sharer) {
            this.sharer = sharer;
        }
    }

    /// Who has what.
    private static final class Assigned {
        private final Assignment assignment;
        /// Null while it waits, or stays with a session that has just gone.
        private @Nullable Seat seat;
        /// The client of that session, until its record says so on disk.
        private @Nullable String keptBy;

        Assigned(Assignment assignment) {
            this.assignment = assignment;
        }

        int id() {
            return inWindow(assignment).packetId();
        }

        boolean isAt(Group.Sharer sharer) {
            return seat != null && seat.sharer.equals(sharer);
        }
    }

    /// @param text `$share/name/filter`
    /// @param state what it was; [SessionState#NEW] for one that begins
    /// @param kept clients with sessions that hold it, and are away
    public GroupSession(FilterServices loopServices, String text, Filter filter,
            SessionState state, Set<String> kept, GroupJournal journal, Runnable onEnd) {
        this.services = loopServices.withWindowMax(WINDOW_MAX);
        this.text = text;
        this.saves = new GroupSaves(services.loop(), journal, () -> session.state());
        this.onEnd = onEnd;
        this.filter = filter;
        FilterSubscription known = state.filters().byText().get(filter.text());
        int qos = known == null ? AT_LEAST_ONCE : known.options().qos();
        kept.forEach(client -> holders.put(client, new Holder(null, true, qos)));
        this.remembered = !kept.isEmpty();
        this.session = reading(state);
        state.filters().all().forEach(each -> services.wanted().add(each.filter()));
    }

    private FilterSession reading(SessionState state) {
        return new FilterSession(services, this, this, this, WINDOW_MAX, state);
    }

    public void open() {
        openSession();
        onChanged();
    }

    private void openSession() {
        session.open(() -> {
            opened = true;
            List<Runnable> told = List.copyOf(onOpened);
            onOpened.clear();
            told.forEach(Runnable::run);
            goOn();
        });
    }

    /// What its sharers say, in their order, once it can be heard.
    public void execute(Consumer<GroupSession> said) {
        if (opened) {
            said.accept(this);
        } else {
            onOpened.add(() -> said.accept(this));
        }
    }

    /// Whether nobody held it any more: who comes now belongs to another.
    public boolean ended() {
        return closed;
    }

    // ---- sharers ----

    public void join(Group.Sharer sharer, int qos, Runnable joined) {
        Holder holder = new Holder(sharer, sharer.kept(), qos);
        Holder before = holders.put(sharer.client(), holder);
        if (before == null || before.kept() != holder.kept()) {
            saves.onChanged();
        }
        remembered |= sharer.kept();
        if (seats.stream().noneMatch(seat -> seat.sharer.equals(sharer))) {
            seats.add(new Seat(sharer));
        }
        read();
        if (sharer.kept()) {
            save(() -> sharer.loop().execute(joined));
        } else {
            sharer.loop().execute(joined);
        }
        goOn();
    }

    /// With the highest QoS that anybody wants: at most once is not tried again.
    private void read() {
        int qos = Math.min(AT_LEAST_ONCE,
                holders.values().stream().mapToInt(Holder::qos).max().orElse(0));
        FilterSubscription known = session.filters().byText().get(filter.text());
        if (known == null || known.options().qos() != qos) {
            session.subscribe(filter, new FilterOptions(qos, false, true, 0), false);
        }
    }

    public void leave(Group.Sharer sharer, Set<Integer> kept) {
        seats.removeIf(seat -> seat.sharer.equals(sharer));
        for (Assigned one : assigned.values()) {
            boolean stays = kept.contains(one.id())
                    || PlantedFlaw.GONE_WITH_ITS_SHARER.planted();
            if (stays && one.isAt(sharer)) {
                one.seat = null;
                one.keptBy = sharer.client();
            }
        }
        giveBack(one -> one.isAt(sharer));
    }

    public void quit(Group.Sharer sharer, Set<Integer> begun) {
        seats.removeIf(seat -> seat.sharer.equals(sharer));
        giveBack(one -> one.isAt(sharer) && !begun.contains(one.id()));
        Holder holder = holders.get(sharer.client());
        if (holder != null && sharer.equals(holder.sharer())) {
            letGo(sharer.client());
        }
    }

    public void end(String client) {
        giveBack(one -> client.equals(one.keptBy));
        letGo(client);
    }

    private void letGo(String client) {
        holders.remove(client);
        if (closed) {
            return;
        }
        if (holders.isEmpty()) {
            closed = true;
            session.filters().all()
                    .forEach(each -> services.wanted().remove(each.filter()));
            session.close(_ -> {});
            hold(-heldBytes);
            onEnd.run();
            saves.end();
        } else {
            read();
        }
    }

    // ---- giving ----

    private void giveBack(Predicate<Assigned> which) {
        List<Assignment> returned = new ArrayList<>();
        for (Assigned one : assigned.values()) {
            if (which.test(one)) {
                one.seat = null;
                one.keptBy = null;
                returned.add(one.assignment);
            }
        }
        giveAgain(returned);
    }

    /// What comes back is older than all that waits, and than what is to come.
    private void giveAgain(List<Assignment> returned) {
        List<Assignment> order = new ArrayList<>(returned);
        order.addAll(waiting);
        order.sort(Comparator.comparingLong(each -> inWindow(each).order()));
        waiting.clear();
        waiting.addAll(order);
        goOn();
    }

    private static InFlight inWindow(Assignment assignment) {
        return Objects.requireNonNull(assignment.inFlight());
    }

    private void goOn() {
        Iterator<Assignment> oldestFirst = waiting.iterator();
        while (!closed && oldestFirst.hasNext() && hasCredit()) {
            Assignment oldest = oldestFirst.next();
            Seat seat = seatFor(oldest);
            if (seat != null) {
                give(oldest, seat);
                oldestFirst.remove();
            } else if (refusedByAll(oldest)) {
                oldestFirst.remove();
                services.counters().dropped++;
                finish(oldest);
            }
            // Else those who may see it have no room, which is nothing to the others.
        }
        session.onDrained();
    }

    private boolean hasCredit() {
        return seats.stream().anyMatch(this::hasCredit);
    }

    /// All together leave half the window free, so that those who take nothing stop nobody.
    private boolean hasCredit(Seat seat) {
        int share = Math.max(1, WINDOW_MAX / 2 / seats.size());
        return seat.outstanding < Math.min(seat.sharer.credit(), share);
    }

    /// The next one, around, that has room and may see it, as far as we know.
    private @Nullable Seat seatFor(Assignment assignment) {
        for (int i = 0; i < seats.size(); i++) {
            next = next + 1 < seats.size() ? next + 1 : 0;
            Seat seat = seats.get(next);
            boolean room = assignment.inFlight() == null || hasCredit(seat);
            if (room && !assignment.refusedBy().contains(seat.sharer.client())) {
                return seat;
            }
        }
        return null;
    }

    private boolean refusedByAll(Assignment assignment) {
        return !seats.isEmpty() && seats.stream()
                .allMatch(seat -> assignment.refusedBy().contains(seat.sharer.client()));
    }

    private void give(Assignment assignment, Seat seat) {
        seat.sharer.loop().execute(() -> seat.sharer.give(assignment));
        if (assignment.inFlight() != null) {
            seat.outstanding++;
            Assigned one = Objects.requireNonNull(assigned.get(inWindow(assignment).packetId()));
            one.seat = seat;
        }
    }

    public void done(Group.Sharer sharer, Assignment assignment) {
        if (takeBack(sharer, assignment)) {
            finish(assignment);
            goOn();
        }
    }

    public void refuse(Group.Sharer sharer, Assignment assignment) {
        Assignment refused = assignment.refusedBy(sharer.client());
        if (assignment.inFlight() == null) {
            Seat seat = seatFor(refused);
            if (seat != null) {
                give(refused, seat);
            } else {
                services.counters().dropped++;
            }
        } else if (takeBack(sharer, assignment)) {
            assigned.put(inWindow(refused).packetId(), new Assigned(refused));
            giveAgain(List.of(refused));
        }
    }

    /// Takes it from the sharer that has it.
    ///
    /// @return false if that has not had it for long
    @SuppressWarnings("ReferenceEquality") // this very one: its identifier may be another's by now
    private boolean takeBack(Group.Sharer sharer, Assignment assignment) {
        int id = inWindow(assignment).packetId();
        Assigned one = assigned.get(id);
        if (closed || one == null || one.assignment != assignment || one.seat == null
                || !one.isAt(sharer)) {
            return false;
        }
        one.seat.outstanding--;
        assigned.remove(id);
        return true;
    }

    private void finish(Assignment assignment) {
        assigned.remove(inWindow(assignment).packetId());
        if (assignment.message() != null && !closed) {
            hold(-assignment.message().weight());
        }
        session.deliveries().finish(inWindow(assignment));
    }

    public void take(String client, InFlight taken, Loop loop,
            Consumer<Boolean> then) {
        for (InFlight known : session.deliveries().all()) {
            if (known.isOf(taken)) {
                if (!becomes(client, known)) {
                    loop.execute(() -> then.accept(false)); // it came too late
                    return;
                }
                goOn();
            }
        }
        save(() -> loop.execute(() -> then.accept(true)));
    }

    /// What is in the window becomes a client's own.
    ///
    /// @return false if another has it, or will
    private boolean becomes(String client, InFlight known) {
        Assigned one = assigned.get(known.packetId());
        if (one == null) {
            session.deliveries().finish(known); // it is not read again yet
        } else if (client.equals(one.keptBy)) {
            finish(one.assignment);
        } else if (one.seat != null && one.seat.sharer.client().equals(client)) {
            one.seat.outstanding--;
            finish(one.assignment);
        } else {
            return false;
        }
        return true;
    }

    // ---- what it has in memory ----

    private boolean hasMemory() {
        return heldBytes < HELD_BYTES_MAX && !services.shared().full();
    }

    private void hold(long bytes) {
        heldBytes += bytes;
        services.shared().add(bytes);
    }

    // ---- what it is given by its own session ----

    @Override
    public boolean full() {
        return waiting.size() >= WAITING_MAX || !hasCredit();
    }

    @Override
    public void send(Delivery delivery) {
        InFlight one = session.deliveries().get(delivery.packetId());
        if (one != null && assigned.containsKey(one.packetId())) {
            return; // since before it began again
        }
        Message message = delivery.message();
        if (one != null && hasMemory()) {
            hold(message.weight());
        } else if (one != null && one.logged()) {
            message = null;
        } else if (one != null) {
            services.counters().dropped++;
            session.deliveries().discard(delivery);
            return;
        }
        Assignment assignment = new Assignment(text, delivery.channel(), message, one, Set.of());
        if (one != null) {
            assigned.put(one.packetId(), new Assigned(assignment));
        }
        Seat seat = seatFor(assignment);
        if (seat != null) {
            give(assignment, seat);
        } else if (one != null) {
            waiting.addLast(assignment);
        } else {
            services.counters().dropped++;
        }
    }

    @Override
    public void sendRelease(int packetId) {
        throw new IllegalStateException("a group's own window knows no release");
    }

    @Override
    public void onFailed(RuntimeException cause) {
        LOGGER.log(System.Logger.Level.ERROR, "a shared subscription begins again: " + text,
                cause);
        forgetUnlogged();
        SessionState state = session.state();
        session.close(_ -> {});
        // Who has something goes on having it: what is read again of that is passed over.
        seats.forEach(seat -> seat.outstanding = 0);
        waiting.clear();
        List<Assigned> inOrder = new ArrayList<>(assigned.values());
        inOrder.sort(Comparator.comparingLong(one -> inWindow(one.assignment).order()));
        for (Assigned one : inOrder) {
            if (one.seat != null) {
                one.seat.outstanding++;
            } else if (one.keptBy == null) {
                waiting.addLast(one.assignment);
            }
        }
        session = reading(state);
        opened = false;
        services.loop().schedule(RETRY_MS, this::openSession);
    }

    /// What is in no log is in no state either, so its packet identifiers become others'. Whoever has it
    /// keeps it.
    private void forgetUnlogged() {
        for (Assigned one : List.copyOf(assigned.values())) {
            if (!inWindow(one.assignment).logged()) {
                services.counters().dropped += one.seat == null ? 1 : 0;
                finish(one.assignment);
            }
        }
    }

    @Override
    public void onGap(long count) {
        services.counters().onSessionGap(count);
    }

    // ---- whom it reads for: its sharers are asked when they are given something ----

    @Override
    public boolean admitted() {
        return true;
    }

    @Override
    public void admit() {
        throw new IllegalStateException("a group has no rights of its own");
    }

    @Override
    public boolean maySee(ChannelName channel) {
        return services.rules().of(channel).isPresent() && !Permit.reserved(channel.value());
    }

    @Override
    public boolean isOwn(Message message) {
        return false;
    }

    // ---- keeping ----

    @Override
    public void onChanged() {
        saves.onChanged();
        saves.saveLater(() -> save(() -> {}));
    }

    /// @param then called once nothing that is so now is forgotten by a crash, as far as there is
    ///     anybody who would remember
    public void save(Runnable then) {
        if (!remembered) {
            then.run();
        } else if (!opened) {
            onOpened.add(() -> save(then)); // until then it has no place
        } else {
            saves.save(then);
        }
    }
}
