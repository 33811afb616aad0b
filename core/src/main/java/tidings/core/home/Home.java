package tidings.core.home;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.Group;
import tidings.core.filter.InFlight;
import tidings.core.filter.KeptBytes;
import tidings.core.filter.SessionState;
import tidings.core.filter.Wanted;
import tidings.core.home.Visit.Visitor;
import tidings.core.loop.Loop;
import tidings.core.loop.SmallLists;
import tidings.core.refusal.Refusal;
import tidings.log.Log;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// The sessions that are at home in one shard, on that shard's loop.
///
/// <pre>
///   visit ─► somebody is it? ─► is asked to leave ─┐
///        └────────── nobody is ────────────────────┴─► admitted, with the record
///   leave ─► the record stays, or the session ends ─► its will, now or later ─► the next visit
/// </pre>
///
/// One connection at a time is a client's session. What becomes due (the session's end, its will)
/// is due here.
///
/// A will is in the log before the record that held it is written without it: so a crash or a stop
/// between the two publishes it again, and none is lost but what the log refuses.
///
/// Never: two connections that are one session; a will twice in one life of the server.
@OwnedBy(Owner.LOOP)
final class Home {
    private static final System.Logger LOGGER = System.getLogger(Home.class.getName());

    private static final long RETRY_MS = 200;
    /// Connections that want to be one session at a time.
    private static final int WAITING_MAX = 100;
    /// What a session takes without what it holds, roughly, and what one that wants to be it does; with
    /// a small will.
    private static final long SESSION_BYTES = 1_024;
    /// What a message takes, roughly, that was sent and is not acknowledged.
    private static final long IN_FLIGHT_BYTES = 256;

    /// One client, while there is anything to know of it.
    private static final class Resident {
        @Nullable
        Visit present;
        /// Of a session that is kept: while it is away, or until it is saved. Of one that is connected
        /// what was saved is on disk alone: another record comes with its leave.
        @Nullable
        SessionRecord record;
        /// Whether there is a record of it, here or on disk.
        boolean kept;
        List<Visit> waiting = List.of();
        /// What is to be published unless the client comes back.
        @Nullable
        Will will;
        Loop.@Nullable Timer end;
        Loop.@Nullable Timer willDue;
        /// Rows of `window` that no record needs any more once the next one is saved.
        List<byte[]> finished = List.of();
        /// Those of them that the record which waits to be saved does not need.
        List<byte[]> toDelete = List.of();
        boolean saving;
        /// How many sessions of it have ended here.
        int ended;
        /// Groups that have not heard yet that a session of it has ended; the next one begins then.
        int ending;
        /// Wills of it that are on their way to the log; meanwhile its record on disk stays.
        int publishing;
        /// Whether that record is to be removed then.
        boolean remove;
        /// Who waits for what waits to be saved.
        List<Runnable> onSaved = List.of();
        @Nullable
        SessionRecord toSave;
        /// What it counts with in [KeptBytes], beside its filters and what its connection has open.
        long weight;
        /// Of that, what is on its way to the log.
        long writing;

        /// One user's session is not another's, whoever knows its name.
        boolean isOf(String user) {
            return (present == null || present.user().equals(user))
                    && (record == null || record.user().equals(user))
                    && (waiting.isEmpty() || waiting.getFirst().user().equals(user));
        }
    }

    private final int shard;
    private final Loop loop;
    private final Log log;
    private final long sessionsMax;
    private final Group.Groups groups;
    private final Wanted wanted;
    private final KeptBytes kept;
    private final BiConsumer<Will, Runnable> publisher;
    private final Map<String, Resident> residents = new HashMap<>();
    /// Wills and writes on their way.
    private int busy;
    private final List<Runnable> onSettled = new ArrayList<>(0);

    Home(int shard, Loop loop, Log log, long sessionsMax, Group.Groups groups,
            Wanted wanted, KeptBytes kept, BiConsumer<Will, Runnable> publisher) {
        this.shard = shard;
        this.loop = loop;
        this.log = log;
        this.sessionsMax = sessionsMax;
        this.groups = groups;
        this.wanted = wanted;
        this.kept = kept;
        this.publisher = publisher;
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    int shard() {
        return shard;
    }

    /// Who is connected, and who may come back.
    Clients clients() {
        loop.assertInLoop();
        int connected = 0;
        for (Resident resident : residents.values()) {
            connected += resident.present == null ? 0 : 1;
        }
        return new Clients(connected, residents.size() - connected);
    }

    // ---- after a start ----

    /// A session of an earlier life of this process: what was connected then has just gone.
    void onRestored(SessionRecord record) {
        loop.assertInLoop();
        Resident resident = new Resident();
        residents.put(record.client(), resident);
        resident.record = record;
        resident.kept = true;
        record.state().filters().all().forEach(each -> wanted.add(each.filter()));
        kept.addFilters(record.state().filters().shared().size());
        kept.add(record.received().size() * SessionRecord.RECEIVED_BYTES);
        if (record.connected()) {
            depart(resident, record.client(), record, record.will());
        } else {
            awaitEnd(resident, record.client(), record.expiryMs());
        }
        weighOrForget(resident, record.client());
    }

    // ---- coming ----

    void onVisit(Visit visit) {
        loop.assertInLoop();
        Resident resident = residents.get(visit.client());
        Refusal refusal = refusal(visit, resident);
        if (refusal != null) {
            visit.loop().execute(() -> visit.visitor().onRefused(refusal));
            return;
        }
        if (resident == null) {
            resident = new Resident();
            residents.put(visit.client(), resident);
        }
        if (!resident.isOf(visit.user())) {
            visit.loop().execute(visit.visitor()::onForeign);
            return;
        }
        resident.waiting = SmallLists.with(resident.waiting, visit);
        if (resident.present == null) {
            admitNext(resident);
        } else if (resident.waiting.size() == 1) {
            Visit present = resident.present;
            present.loop().execute(() -> present.visitor().onTakenOver());
        }
        weighOrForget(resident, visit.client());
    }

    /// Who comes back, with no large will, is let in whatever there is: it has been counted before.
    private @Nullable Refusal refusal(Visit visit, @Nullable Resident resident) {
        if (resident == null && residents.size() >= sessionsMax) {
            return new Refusal.TooMany("sessions", sessionsMax);
        }
        if (resident != null && resident.waiting.size() >= WAITING_MAX) {
            return new Refusal.Overloaded("%d connections wait to be this session"
                    .formatted(WAITING_MAX));
        }
        boolean more = resident == null || weightOf(visit.will()) > SESSION_BYTES;
        return more && kept.full()
                ? new Refusal.Overloaded("sessions keep as much as there is memory for")
                : null;
    }

    private void admitNext(Resident resident) {
        if (resident.waiting.isEmpty() || resident.present != null || resident.ending > 0) {
            return;
        }
        Visit visit = resident.waiting.getFirst();
        cancelTimers(resident);
        Will delayed = resident.will;
        resident.will = null;
        if (visit.cleanStart()) {
            if (delayed != null) {
                publish(resident, visit.client(), delayed);
            }
            if (resident.record != null) {
                end(resident, resident.record);
            }
            if (resident.ending > 0) {
                return;
            }
        }
        resident.waiting = SmallLists.without(resident.waiting, visit::equals);
        SessionRecord before = resident.record;
        resident.present = visit;
        save(resident, new SessionRecord(visit.client(), visit.user(), log.incarnation(),
                visit.expiryMs(), true, visit.will(),
                before == null ? SessionState.NEW : before.state(),
                before == null ? Map.of() : before.received()));
        visit.loop().execute(() -> visit.visitor().onAdmitted(before));
        if (!resident.waiting.isEmpty()) {
            visit.loop().execute(() -> visit.visitor().onTakenOver());
        }
    }

    private static void cancelTimers(Resident resident) {
        if (resident.end != null) {
            resident.end.cancel();
            resident.end = null;
        }
        if (resident.willDue != null) {
            resident.willDue.cancel();
            resident.willDue = null;
        }
    }

    // ---- going ----

    void onLeave(Visitor visitor, String client, Departure departure) {
        loop.assertInLoop();
        Resident resident = residents.get(client);
        Visit present = resident == null ? null : resident.present;
        if (resident == null || present == null || !present.visitor().equals(visitor)) {
            return;
        }
        resident.present = null;
        SessionRecord record = new SessionRecord(client, present.user(), log.incarnation(),
                departure.expiryMs(), false, null, departure.state(), departure.received());
        depart(resident, client, record, departure.dropWill() ? null : present.will());
        admitNext(resident);
        weighOrForget(resident, client);
    }

    private void depart(Resident resident, String client, SessionRecord record,
            @Nullable Will will) {
        boolean ends = record.expiryMs() == 0;
        if (will != null && (ends || will.delayMs() == 0)) {
            publish(resident, client, will);
        } else if (will != null) {
            resident.will = will;
            long delayMs = Math.min(will.delayMs(), record.expiryMs());
            resident.willDue = loop.schedule(delayMs, () -> onWillDue(resident, client));
        }
        if (ends) {
            end(resident, record);
            weighOrForget(resident, client);
        } else {
            // A will that waits is kept with the record: a crash must not lose it.
            save(resident, new SessionRecord(client, record.user(), record.incarnation(),
                    record.expiryMs(), resident.will != null, resident.will, record.state(),
                    record.received()));
            awaitEnd(resident, client, record.expiryMs());
        }
    }

    private void awaitEnd(Resident resident, String client, long expiryMs) {
        if (expiryMs != SessionRecord.FOR_EVER) {
            resident.end = loop.schedule(expiryMs, () -> onEnd(resident, client));
        }
    }

    private void publish(Resident resident, String client, Will will) {
        resident.publishing++;
        busy++;
        publisher.accept(will, () -> loop.execute(() -> onPublished(resident, client)));
    }

    private void onPublished(Resident resident, String client) {
        resident.publishing--;
        if (resident.publishing == 0) {
            if (resident.remove) {
                resident.remove = false;
                removeRecord(client);
            }
            if (!resident.saving) {
                writeNext(resident);
            }
            weighOrForget(resident, client);
        }
        done();
    }

    /// @param then called on this loop once no will and no write is on its way
    void onSettle(Runnable then) {
        loop.assertInLoop();
        onSettled.add(then);
        tellSettled();
    }

    private void done() {
        busy--;
        tellSettled();
    }

    private void tellSettled() {
        if (busy == 0) {
            List<Runnable> told = List.copyOf(onSettled);
            onSettled.clear();
            told.forEach(Runnable::run);
        }
    }

    private void onWillDue(Resident resident, String client) {
        Will will = resident.will;
        resident.will = null;
        resident.willDue = null;
        if (will != null) {
            publish(resident, client, will);
            SessionRecord record = resident.record;
            if (record != null) {
                save(resident, new SessionRecord(client, record.user(), record.incarnation(),
                        record.expiryMs(), false, null, record.state(), record.received()));
            }
        }
    }

    private void onEnd(Resident resident, String client) {
        resident.end = null;
        if (resident.present != null) {
            return;
        }
        if (resident.willDue != null) {
            resident.willDue.cancel();
            onWillDue(resident, client);
        }
        if (resident.record != null) {
            end(resident, resident.record);
        }
        weighOrForget(resident, client);
    }

    /// Nobody knows a client of whom there is nothing; of another what there is is counted.
    private void weighOrForget(Resident resident, String client) {
        boolean empty = resident.present == null && resident.record == null
                && resident.will == null && resident.waiting.isEmpty() && !resident.saving
                && resident.publishing == 0 && resident.ending == 0;
        if (empty) {
            residents.remove(client, resident);
        }
        long weight = empty ? 0 : weightOf(resident);
        kept.add(weight - resident.weight);
        resident.weight = weight;
    }

    private static long weightOf(Resident resident) {
        long weight = SESSION_BYTES + weightOf(resident.will);
        if (resident.present != null) {
            weight += weightOf(resident.present.will());
        }
        for (Visit visit : resident.waiting) {
            weight += SESSION_BYTES + weightOf(visit.will());
        }
        if (resident.record != null) {
            weight += resident.record.state().inFlight().size() * IN_FLIGHT_BYTES;
        }
        return weight + resident.writing;
    }

    private static long weightOf(@Nullable Will will) {
        return will == null ? 0 : will.message().weight();
    }

    // ---- keeping ----

    /// The session goes on, and something of it has changed.
    ///
    /// @param then called on this loop once it is on disk
    void onState(Visitor visitor, String client, SessionState state,
            Map<Integer, Integer> received, Runnable then) {
        loop.assertInLoop();
        Resident resident = residents.get(client);
        if (resident != null && resident.present != null
                && resident.present.visitor().equals(visitor) && resident.kept) {
            Visit present = resident.present;
            resident.onSaved = SmallLists.with(resident.onSaved, then);
            save(resident, new SessionRecord(client, present.user(), log.incarnation(),
                    present.expiryMs(), true, present.will(), state, received));
        }
    }

    void onFinished(String client, InFlight one) {
        loop.assertInLoop();
        Resident resident = residents.get(client);
        if (resident != null) {
            resident.finished = SmallLists.with(resident.finished,
                    SessionTables.windowKey(client, one));
        }
    }

    /// One write at a time; what comes meanwhile replaces what waits. A session that ends with its
    /// connection is written for its will alone.
    private void save(Resident resident, SessionRecord record) {
        if (record.expiryMs() == 0 && record.will() == null) {
            if (resident.record != null) {
                forget(resident, resident.record);
            }
            return;
        }
        resident.record = record;
        resident.kept = true;
        resident.toSave = record;
        resident.toDelete = SmallLists.joined(resident.toDelete, resident.finished);
        resident.finished = List.of();
        if (!resident.saving) {
            writeNext(resident);
        }
    }

    private void writeNext(Resident resident) {
        SessionRecord record = resident.toSave;
        if (record == null || resident.publishing > 0) {
            return;
        }
        resident.toSave = null;
        resident.saving = true;
        resident.writing = weightOf(record.will());
        List<TableWrite> writes = new ArrayList<>();
        writes.add(SessionTables.put(SessionTables.SESSIONS,
                SessionTables.sessionKey(record.client()), RecordCodec.encode(record)));
        resident.toDelete.forEach(
                key -> writes.add(SessionTables.removed(SessionTables.WINDOW, key)));
        List<byte[]> deleted = resident.toDelete;
        resident.toDelete = List.of();
        List<Runnable> told = resident.onSaved;
        resident.onSaved = List.of();
        int ended = resident.ended;
        write(writes, written -> {
            resident.saving = false;
            resident.writing = 0;
            if (written) {
                if (ended == resident.ended) {
                    takeFromGroups(record);
                }
                letGo(resident, record);
                told.forEach(Runnable::run);
            } else {
                resident.onSaved = SmallLists.joined(told, resident.onSaved);
                resident.toDelete = SmallLists.joined(resident.toDelete, deleted);
                retry(resident, record);
            }
            writeNext(resident);
            weighOrForget(resident, record.client());
        });
    }

    /// What a record on disk has of a group is its session's own, even after a crash: so it is nothing to
    /// the group any more, for however long the session stays away.
    private void takeFromGroups(SessionRecord record) {
        for (InFlight one : record.state().inFlight()) {
            if (one.group() != null) {
                groups.of(one.group()).take(record.client(), one, loop, _ -> {});
            }
        }
    }

    /// It is saved; if it is the newest, and is not of one that is away, it is of no use here.
    @SuppressWarnings("ReferenceEquality") // this very record, or a newer one
    private static void letGo(Resident resident, SessionRecord record) {
        if (resident.present != null && resident.record == record) {
            resident.record = null;
        }
    }

    /// It could not be written now; if nothing newer is to be written instead, it is again.
    @SuppressWarnings("ReferenceEquality") // this very record, or a newer one
    private void retry(Resident resident, SessionRecord record) {
        if (resident.toSave == null && resident.record == record) {
            resident.saving = true;
            loop.schedule(RETRY_MS, () -> {
                resident.saving = false;
                if (resident.toSave == null && resident.record == record) {
                    resident.toSave = record;
                }
                writeNext(resident);
            });
        }
    }

    /// The session is no more.
    private void end(Resident resident, SessionRecord record) {
        record.state().filters().all().forEach(each -> wanted.remove(each.filter()));
        kept.addFilters(-record.state().filters().shared().size());
        kept.add(-record.received().size() * SessionRecord.RECEIVED_BYTES);
        Set<String> texts = new HashSet<>(record.state().filters().shared().keySet());
        // What it has of a group that it holds no longer.
        record.state().inFlight().stream().map(InFlight::group).filter(Objects::nonNull)
                .forEach(texts::add);
        for (String text : texts) {
            resident.ending++;
            groups.of(text).end(record.client(), loop, () -> onGroupLeft(resident, record));
        }
        forget(resident, record);
    }

    private void onGroupLeft(Resident resident, SessionRecord ended) {
        if (--resident.ending == 0) {
            admitNext(resident);
            weighOrForget(resident, ended.client());
        }
    }

    /// Nothing of it is kept any longer.
    private void forget(Resident resident, SessionRecord record) {
        resident.record = null;
        resident.kept = false;
        resident.ended++;
        resident.toSave = null;
        List<byte[]> finished = SmallLists.joined(resident.finished, resident.toDelete);
        resident.finished = List.of();
        resident.toDelete = List.of();
        if (resident.publishing > 0) {
            resident.remove = true;
        } else {
            removeRecord(record.client());
        }
        List<TableWrite> writes = new ArrayList<>();
        finished.forEach(
                key -> writes.add(SessionTables.removed(SessionTables.WINDOW, key)));
        for (InFlight one : record.state().inFlight()) {
            if (one.qos() == 2) {
                writes.add(SessionTables.removed(SessionTables.WINDOW,
                        SessionTables.windowKey(record.client(), one)));
            }
        }
        if (!writes.isEmpty()) {
            write(writes, _ -> {});
        }
        Map<Integer, List<TableWrite>> byShard = new LinkedHashMap<>();
        record.received()
                .forEach((packetId, of) -> byShard.computeIfAbsent(of, _ -> new ArrayList<>())
                        .add(SessionTables.removed(SessionTables.RECEIVED,
                                SessionTables.receivedKey(record.client(), packetId))));
        byShard.forEach((of, rows) -> log.write(of, rows));
    }

    private void removeRecord(String client) {
        write(List.of(SessionTables.removed(SessionTables.SESSIONS,
                SessionTables.sessionKey(client))), _ -> {});
    }

    private void write(List<TableWrite> writes, Consumer<Boolean> then) {
        busy++;
        log.write(shard, writes).whenComplete((answer, failure) -> loop.execute(() -> {
            if (!(answer instanceof WriteAnswer.Written)) {
                LOGGER.log(System.Logger.Level.DEBUG,
                        "the record of a session could not be saved: {0}",
                        answer == null ? failure : answer);
            }
            then.accept(answer instanceof WriteAnswer.Written);
            done();
        }));
    }
}
