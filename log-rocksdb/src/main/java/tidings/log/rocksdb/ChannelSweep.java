package tidings.log.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import tidings.log.ChannelName;
import tidings.log.LogRetention;

/// Looks through all channel records, on the keeper, for what slices can't free:
///
/// - entries of the class without an end that a count or a trim excludes, once there are enough
///   of them to be worth a range deletion;
/// - records whose entries have long been gone and that nobody holds open.
///
/// Only finds them; the writer, which owns what is resident, looks again and deletes.
final class ChannelSweep {
    /// Entries of one channel, from its first up to an offset.
    record Excess(long channelId, long upTo) {}

    /// What a sweep found.
    record Found(List<ChannelName> forgettable, List<Excess> excess) {
        boolean isEmpty() {
            return forgettable.isEmpty() && excess.isEmpty();
        }
    }

    /// More range deletions than this in memory slow down reads; the rest waits for the next
    /// sweep.
    private static final int FOUND_MAX = 1000;
    private static final long EXCESS_MIN = 100;
    private static final LogRetention ALL = new LogRetention(Long.MAX_VALUE,
            LogRetention.FOR_EVER, Long.MAX_VALUE);

    private final Store store;
    private final AtomicIntegerArray keptFrom;
    private final OpenChannels open;
    private final long recordAgeMs;

    ChannelSweep(Store store, AtomicIntegerArray keptFrom, OpenChannels open, long recordAgeMs) {
        this.store = store;
        this.keptFrom = keptFrom;
        this.open = open;
        this.recordAgeMs = recordAgeMs;
    }

    Found sweep(long logTimeMs) throws RocksDBException {
        List<ChannelName> forgettable = new ArrayList<>();
        List<Excess> excess = new ArrayList<>();
        try (ReadOptions options = new ReadOptions().setTotalOrderSeek(true).setFillCache(false);
                RocksIterator iterator = store.db.newIterator(store.channels, options)) {
            iterator.seek(Keys.channelByName(new byte[0]));
            while (iterator.isValid() && forgettable.size() + excess.size() < FOUND_MAX) {
                byte @Nullable [] name = Keys.nameOfChannel(iterator.key());
                if (name == null) {
                    break;
                }
                ChannelRecord record = ChannelRecord.decode(iterator.value());
                ChannelName channel = ChannelName.ofStored(name);
                if (isForgettable(channel, record, logTimeMs)) {
                    forgettable.add(channel);
                } else {
                    addExcess(record, excess);
                }
                iterator.next();
            }
            iterator.status();
        }
        return new Found(forgettable, excess);
    }

    /// Whether a record may go: its last entry has left its class's span for the time that records
    /// outlive entries, and nothing of it is kept.
    boolean isForgettable(ChannelName name, ChannelRecord record, long logTimeMs)
            throws RocksDBException {
        long goneAtMs = record.lastLogTimeMs + record.runs.getLast().sliceClass().spanMs;
        if (goneAtMs + recordAgeMs > logTimeMs || open.get(name) != null) {
            return false;
        }
        try (ChannelReader reader = new ChannelReader(store, keptFrom, name, "", record, ALL,
                logTimeMs)) {
            return reader.firstKept() > record.head;
        }
    }

    private void addExcess(ChannelRecord record, List<Excess> excess) {
        boolean endless = record.runs.stream()
                .anyMatch(r -> r.sliceClass() == SliceClass.FOR_EVER);
        long upTo = Math.max(record.trimmedUpTo, record.head - record.entriesMax);
        if (!endless || upTo < EXCESS_MIN) {
            return;
        }
        try (RocksIterator iterator = store.entriesByPrefix()) {
            iterator.seek(Keys.entry(SliceClass.FOR_EVER, 0, record.id, 0));
            long least = Math.max(EXCESS_MIN, Math.min(record.entriesMax, record.head) / 4);
            if (iterator.isValid()
                    && upTo - Keys.offsetOfEntry(iterator.key()) + 1 >= least) {
                excess.add(new Excess(record.id, upTo));
            }
        }
    }
}
