package tidings.core.home;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.FilterServices;
import tidings.core.filter.Group;
import tidings.core.filter.InFlight;
import tidings.core.filter.Journal;
import tidings.core.filter.SessionState;
import tidings.core.home.Visit.Visitor;
import tidings.core.loop.Loop;
import tidings.log.ChannelName;
import tidings.log.Log;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// All homes, as a gateway holds them. From any thread; every call only enqueues.
public final class Homes implements Group.Groups {
    private static final int PAGE_ROWS = 500;
    private static final int PAGE_BYTES = 1024 * 1024;

    private final List<Loop> loops;
    private final Log log;
    private final List<Home> homes;
    private final List<GroupHome> groupHomes;

    /// @param services of each loop
    /// @param sessionsPerHomeMax of clients that are connected or may come back
    /// @param publisher publishes a will, as far as that is allowed, and says once that is done
    public Homes(List<FilterServices> services, Log log, long sessionsPerHomeMax,
            BiConsumer<Will, Runnable> publisher) {
        this.loops = services.stream().map(FilterServices::loop).toList();
        this.log = log;
        List<Home> all = new ArrayList<>();
        List<GroupHome> ofGroups = new ArrayList<>();
        for (int shard = 0; shard < log.shardCount(); shard++) {
            FilterServices here = services.get(shard % services.size());
            all.add(new Home(shard, here.loop(), log, sessionsPerHomeMax, this, here.wanted(),
                    here.kept(), publisher));
            ofGroups.add(new GroupHome(shard, here));
        }
        this.homes = List.copyOf(all);
        this.groupHomes = List.copyOf(ofGroups);
    }

    private Home homeOf(String client) {
        return homes.get(shardOf(client));
    }

    private int shardOf(String name) {
        return ChannelName.ofStored(SessionTables.sessionKey(name)).shardOf(homes.size());
    }

    @Override
    public Group of(String text) {
        return groupHomes.get(shardOf(text)).of(text);
    }

    /// Done once wills are published and records saved of everybody who has left before, as far as
    /// the log takes them.
    public CompletionStage<Void> settled() {
        // Who leaves tells his groups first: they are heard, then he is, then his home.
        return onEachHome(_ -> Runnable::run).thenCompose(_ -> onEachLoop())
                .thenCompose(_ -> onEachHome(shard -> homes.get(shard)::onSettle))
                .thenCompose(_ -> onEachHome(shard -> groupHomes.get(shard)::onSettle));
    }

    private CompletionStage<Void> onEachLoop() {
        return all(loops.stream().map(loop -> CompletableFuture.runAsync(() -> {}, loop::execute)));
    }

    /// @param what by shard; is told what to call once it is done
    private CompletionStage<Void> onEachHome(IntFunction<Consumer<Runnable>> what) {
        return all(homes.stream().map(home -> {
            Consumer<Runnable> here = what.apply(home.shard());
            CompletableFuture<Void> one = new CompletableFuture<>();
            home.execute(() -> here.accept(() -> one.complete(null)));
            return one;
        }));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    /// Asks every home, on its own loop.
    public CompletionStage<Clients> clients() {
        List<CompletableFuture<Clients>> answers = homes.stream()
                .map(home -> CompletableFuture.supplyAsync(home::clients, home::execute)).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> Clients
                        .sum(answers.stream().map(CompletableFuture::join).toList()));
    }

    public void visit(Visit visit) {
        Home home = homeOf(visit.client());
        home.execute(() -> home.onVisit(visit));
    }

    public void leave(Visitor visitor, String client, Departure departure) {
        Home home = homeOf(client);
        home.execute(() -> home.onLeave(visitor, client, departure));
    }

    /// Saves what has changed of a session that goes on.
    ///
    /// @param then called on any thread once it is on disk
    public void save(Visitor visitor, String client, SessionState state,
            Map<Integer, Integer> received, Runnable then) {
        Home home = homeOf(client);
        home.execute(() -> home.onState(visitor, client, state, received, then));
    }

    /// Of a durable session on a loop.
    public Journal journal(String client, Loop loop) {
        Home home = homeOf(client);
        return new Journal() {
            @Override
            public void write(List<InFlight> notes, Consumer<Boolean> then) {
                List<TableWrite> rows = notes.stream()
                        .map(one -> SessionTables.put(SessionTables.WINDOW,
                                SessionTables.windowKey(client, one), RecordCodec.encode(one)))
                        .toList();
                log.write(home.shard(), rows).whenComplete((answer, _) -> loop
                        .execute(() -> then.accept(answer instanceof WriteAnswer.Written)));
            }

            @Override
            public void finish(InFlight one) {
                if (one.qos() == 2) {
                    home.execute(() -> home.onFinished(client, one));
                }
            }
        };
    }

    /// The row that remembers, with the message itself, that it came.
    public static TableWrite receivedRow(String client, int packetId) {
        return SessionTables.put(SessionTables.RECEIVED,
                SessionTables.receivedKey(client, packetId), new byte[]{1});
    }

    /// Forgets that a message came; the answer comes on any thread.
    public CompletionStage<WriteAnswer> release(String client, int packetId, int shard) {
        return log.write(shard, List.of(new TableWrite(SessionTables.RECEIVED,
                SessionTables.receivedKey(client, packetId), new TableValue.Removed())));
    }

    // ---- after a start ----

    /// Reads what an earlier life of this process left; before anybody visits.
    public CompletionStage<Void> restore() {
        Restored restored = new Restored();
        CompletionStage<Void> read = CompletableFuture.completedStage(null);
        for (int shard = 0; shard < homes.size(); shard++) {
            int of = shard;
            read = read.thenCompose(
                    _ -> rows(of, SessionTables.SESSIONS, restored::onSession))
                    .thenCompose(_ -> rows(of, SessionTables.WINDOW, restored::onWindow))
                    .thenCompose(_ -> rows(of, SessionTables.RECEIVED,
                            row -> restored.onReceived(of, row)))
                    .thenCompose(_ -> rows(of, SessionTables.GROUPS, restored::onGroup));
        }
        return read.thenCompose(_ -> {
            List<SessionRecord> records = restored.records(log.incarnation());
            GroupsAfterStart groups = new GroupsAfterStart(records, log.incarnation());
            // Groups first: a session that ends at once ends its part in them.
            return all(restored.groups.stream().map(group -> restore(group, groups)))
                    .thenCompose(_ -> all(records.stream().map(this::restore)));
        });
    }

    private CompletableFuture<Void> restore(SessionRecord record) {
        Home home = homeOf(record.client());
        return CompletableFuture.runAsync(() -> home.onRestored(record), home::execute);
    }

    private CompletableFuture<Void> restore(GroupRecord group, GroupsAfterStart groups) {
        int shard = shardOf(group.text());
        GroupHome home = groupHomes.get(shard);
        Set<String> holders = groups.holdersOf(group.text());
        return CompletableFuture.runAsync(() -> {
            if (holders.isEmpty()) {
                home.forget(group.text());
            } else {
                home.onRestored(group.text(), groups.stateOf(group), holders);
            }
        }, homes.get(shard)::execute);
    }

    private CompletableFuture<Void> rows(int shard, String table, Consumer<TableRow.Bytes> each) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        readOn(shard, table, null, each, done);
        return done;
    }

    private void readOn(int shard, String table, byte @Nullable [] after,
            Consumer<TableRow.Bytes> each, CompletableFuture<Void> done) {
        log.read(new TableRead(shard, table, new byte[0], after, PAGE_ROWS, PAGE_BYTES))
                .whenComplete((answer, failure) -> {
                    try {
                        switch (answer) {
                            case TableAnswer.Page(var rows, long _, boolean more) -> {
                                for (TableRow row : rows) {
                                    if (row instanceof TableRow.Bytes bytes) {
                                        each.accept(bytes);
                                    }
                                }
                                if (more) {
                                    readOn(shard, table, rows.getLast().key(), each, done);
                                } else {
                                    done.complete(null);
                                }
                            }
                            case TableAnswer.Failed(var refusal) -> done.completeExceptionally(
                                    new IllegalStateException(
                                            "sessions can't be read: " + refusal));
                            case null -> done.completeExceptionally(failure);
                        }
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
    }

    /// What was found in the tables of all shards, one after the other.
    private static final class Restored {
        private final Map<String, SessionRecord> records = new LinkedHashMap<>();
        private final Map<String, List<InFlight>> windows = new HashMap<>();
        private final Map<String, Map<Integer, Integer>> received = new HashMap<>();
        private final List<GroupRecord> groups = new ArrayList<>();

        void onGroup(TableRow.Bytes row) {
            groups.add(RecordCodec.decodeGroup(row.bytes()));
        }

        void onSession(TableRow.Bytes row) {
            SessionRecord record = RecordCodec.decode(row.bytes());
            records.put(record.client(), record);
        }

        void onWindow(TableRow.Bytes row) {
            windows.computeIfAbsent(SessionTables.clientOfWindow(row.key()),
                    _ -> new ArrayList<>()).add(RecordCodec.decodeInFlight(row.bytes()));
        }

        void onReceived(int shard, TableRow.Bytes row) {
            received.computeIfAbsent(SessionTables.clientOfReceived(row.key()),
                    _ -> new HashMap<>())
                    .put(SessionTables.packetIdOfReceived(row.key()), shard);
        }

        List<SessionRecord> records(String incarnation) {
            List<SessionRecord> all = new ArrayList<>();
            for (SessionRecord record : records.values()) {
                SessionState state = StateAfterStart.of(record,
                        windows.getOrDefault(record.client(), List.of()), incarnation);
                all.add(new SessionRecord(record.client(), record.user(), incarnation,
                        record.expiryMs(), record.connected(), record.will(), state,
                        received.getOrDefault(record.client(), Map.of())));
            }
            return all;
        }
    }
}
