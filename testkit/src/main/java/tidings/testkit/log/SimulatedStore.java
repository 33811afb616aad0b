package tidings.testkit.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.Position;
import tidings.log.TableRow;

/// The disk under a [SimulatedLog]: a journal of batches and what follows from it. It outlives the
/// log that writes to it, so that a test can crash one and open the next.
public final class SimulatedStore {
    /// What one batch changed, whole or not at all.
    record Batch(List<Stored> entries, List<KeyUsed> keys, Map<ChannelName, Long> trims,
            List<RowChange> rows) {}

    /// @param row null if it is removed
    record RowChange(int shard, String table, byte[] key, @Nullable TableRow row) {}

    /// @param logTimeMs what its age is counted from
    record Stored(Entry entry, long logTimeMs) {}

    record KeyUsed(ChannelName channel, IdempotencyKey key, Position position, int messageHash,
            long logTimeMs) {}

    /// A channel's record and what is kept of it.
    static final class StoredChannel {
        final String epoch;
        final List<Stored> entries = new ArrayList<>();
        long head;
        long trimmedUpTo;

        StoredChannel(String epoch) {
            this.epoch = epoch;
        }
    }

    private final List<Batch> journal = new ArrayList<>();
    private int synced;
    private long incarnation;
    private long generation;
    private final Map<ChannelName, StoredChannel> channels = new HashMap<>();
    private final Map<ChannelName, Map<IdempotencyKey, KeyUsed>> keys = new HashMap<>();
    private final Map<Integer, List<Stored>> order = new HashMap<>();
    private final SimulatedTables tables = new SimulatedTables();
    private final int shards;

    public SimulatedStore(int shards, RandomGenerator random) {
        this.shards = shards;
        this.incarnation = random.nextLong();
    }

    int shards() {
        return shards;
    }

    @Nullable
    StoredChannel channel(ChannelName name) {
        return channels.get(name);
    }

    int channelCount() {
        return channels.size();
    }

    @Nullable
    KeyUsed keyUsed(ChannelName channel, IdempotencyKey key) {
        return keys.getOrDefault(channel, Map.of()).get(key);
    }

    /// The last one of a shard.
    long sequence(int shard) {
        List<Stored> all = order(shard);
        return all.isEmpty() ? 0 : all.getLast().entry().sequence();
    }

    /// All that was ever committed to a shard, whether or not its channels keep it.
    List<Stored> order(int shard) {
        return order.getOrDefault(shard, List.of());
    }

    SimulatedTables tables() {
        return tables;
    }

    String incarnation() {
        return Long.toHexString(incarnation);
    }

    /// The epoch of a name without a record.
    String epochOf(ChannelName name) {
        long h = name.hash() * 31 + incarnation + generation * 0x9e3779b97f4a7c15L;
        h = (h ^ (h >>> 29)) * 0xbf58476d1ce4e5b9L;
        StringBuilder epoch = new StringBuilder(8);
        for (int i = 0; i < 8; i++) {
            epoch.append("abcdefghijklmnopqrstuvwxyz234567".charAt((int) (h >>> (i * 5)) & 31));
        }
        return epoch.toString();
    }

    void commit(Batch batch, boolean withSync) {
        journal.add(batch);
        fold(batch);
        if (withSync) {
            synced = journal.size();
        }
    }

    void sync() {
        synced = journal.size();
    }

    /// What a power cut leaves: the synced batches, and a drawn number of those after them. If
    /// that lost any, a new incarnation, as an engine under a weak sync setting would make it.
    void cutPower(RandomGenerator random) {
        int kept = synced + random.nextInt(journal.size() - synced + 1);
        if (kept < journal.size()) {
            forgetAfter(kept, random);
        }
        synced = journal.size();
    }

    /// Loses acknowledged batches from the end, under a new incarnation: a restored copy, an
    /// unclean election, a topic made anew.
    void lose(int batches, RandomGenerator random) {
        forgetAfter(Math.max(0, journal.size() - batches), random);
        synced = journal.size();
    }

    private void forgetAfter(int kept, RandomGenerator random) {
        List<Batch> rest = List.copyOf(journal.subList(0, kept));
        journal.clear();
        channels.clear();
        keys.clear();
        order.clear();
        tables.clear();
        incarnation = random.nextLong();
        for (Batch batch : rest) {
            Batch renamed = renamed(batch);
            journal.add(renamed);
            fold(renamed);
        }
    }

    /// Under the new incarnation's epochs. Rows keep the epochs that their entries were committed
    /// under.
    private Batch renamed(Batch batch) {
        return new Batch(batch.entries().stream().map(s -> {
            Entry e = s.entry();
            return new Stored(new Entry(e.channel(), epochOf(e.channel()), e.offset(),
                    e.predecessor(), e.sequence(), e.timeMs(), e.message()), s.logTimeMs());
        }).toList(), batch.keys().stream()
                .map(k -> new KeyUsed(k.channel(), k.key(),
                        new Position(epochOf(k.channel()), k.position().offset()), k.messageHash(),
                        k.logTimeMs()))
                .toList(), batch.trims(), batch.rows());
    }

    /// Names without a record get another epoch, and records without entries become such names,
    /// unless they are open.
    void raiseGeneration(Predicate<ChannelName> open) {
        generation++;
        channels.entrySet().removeIf(c -> c.getValue().entries.isEmpty() && !open.test(c.getKey()));
    }

    private void fold(Batch batch) {
        for (Stored stored : batch.entries()) {
            Entry entry = stored.entry();
            StoredChannel channel = channels.computeIfAbsent(entry.channel(),
                    _ -> new StoredChannel(entry.epoch()));
            channel.entries.add(stored);
            channel.head = entry.offset();
            order.computeIfAbsent(entry.channel().shardOf(shards), _ -> new ArrayList<>())
                    .add(stored);
        }
        for (KeyUsed used : batch.keys()) {
            keys.computeIfAbsent(used.channel(), _ -> new HashMap<>()).put(used.key(), used);
        }
        batch.rows().forEach(tables::change);
        batch.trims().forEach((name, upTo) -> {
            StoredChannel channel = channels.get(name);
            if (channel != null) {
                channel.trimmedUpTo = Math.max(channel.trimmedUpTo, upTo);
                channel.entries.removeIf(s -> s.entry().offset() <= channel.trimmedUpTo);
            }
        });
    }
}
