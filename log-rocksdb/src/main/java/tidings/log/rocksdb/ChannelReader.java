package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.ReadRequest;

/// One read's view of one channel. What is kept of a channel is always its newest entries without
/// a hole; this finds where they begin, and walks them.
///
/// Order of construction matters: first the record, then the iterator, which holds the files it
/// sees, then which slices are dropped. A slice that is not dropped by then is whole for this
/// iterator, since its files are deleted after that is noted.
final class ChannelReader implements AutoCloseable {
    private final ChannelName name;
    private final String epoch;
    private final ChannelRecord record;
    private final RocksIterator iterator;
    private final AtomicIntegerArray keptFrom;
    /// The first offset that counts and trims leave; age, bytes and dropped slices may take more.
    private final long first;
    private final long oldestLogTimeMs;
    private final long bytesBeforeMin;
    /// The slice the iterator is in.
    private int slice;

    ChannelReader(Store store, AtomicIntegerArray keptFrom, ChannelName name, String epoch,
            ChannelRecord record, LogRetention retention, long logTimeMs) {
        this.name = name;
        this.epoch = epoch;
        this.record = record;
        this.iterator = store.entriesByPrefix();
        this.keptFrom = keptFrom;
        this.first = 1
                + Math.max(record.trimmedUpTo, Math.max(0, record.head - retention.entries()));
        this.oldestLogTimeMs = logTimeMs - retention.age().toMillis();
        this.bytesBeforeMin = record.bytes - retention.bytes();
    }

    // ---- where what is kept begins -------------------------------------------------------------

    /// Whether everything from this offset to the head is kept.
    boolean keeps(long offset) throws RocksDBException {
        if (offset > record.head) {
            return true;
        }
        if (offset < first) {
            return false;
        }
        for (int run = record.runs.size() - 1; run >= 0; run--) {
            long from = record.runs.get(run).fromOffset();
            if (from <= offset) {
                return findDown(offset, run) && limitsKeep(offset);
            }
            if (!findDown(from, run)) {
                return false;
            }
        }
        return false;
    }

    /// The first kept offset; head + 1 if nothing is kept.
    long firstKept() throws RocksDBException {
        long low = firstPresent();
        if (low > record.head || keeps(low)) {
            return low;
        }
        // From here on the limits decide, and what they keep has no hole.
        long high = record.head + 1;
        while (low + 1 < high) {
            long middle = low + (high - low) / 2;
            if (keeps(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /// The first offset from which on everything is on disk, in slices that are not dropped.
    private long firstPresent() throws RocksDBException {
        long present = record.head + 1;
        for (int run = record.runs.size() - 1; run >= 0; run--) {
            long from = Math.max(first, record.runs.get(run).fromOffset());
            if (from >= present) {
                continue;
            }
            long found = findFirst(from, run);
            if (found < 0) {
                return present;
            }
            present = found;
            if (found > from || from == first) {
                return present;
            }
        }
        return present;
    }

    private boolean limitsKeep(long offset) {
        EntryCodec.Head head = EntryCodec.decodeHead(ByteBuffer.wrap(iterator.value()));
        return head.logTimeMs() >= oldestLogTimeMs
                && (head.bytesBefore() >= bytesBeforeMin || offset == record.head);
    }

    // ---- walking -------------------------------------------------------------------------------

    /// What a walk gave.
    record Walk(List<Entry> entries, boolean more) {}

    /// From a kept offset up to the head.
    Walk up(long offset, ReadRequest request) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        long last = Math.min(record.head, request.upTo());
        int run = runOf(offset);
        boolean there = offset <= last && findDown(offset, run);
        for (long next = offset; next <= last; next++) {
            if (next > offset) {
                if (run + 1 < record.runs.size()
                        && record.runs.get(run + 1).fromOffset() == next) {
                    run++;
                    there = findDown(next, run);
                } else {
                    iterator.next();
                    there = at(next) || findUp(next, run, slice + 1);
                }
            }
            if (!there) {
                throw new FormatException("%s: entry %d is missing below the head %d"
                        .formatted(name, next, record.head));
            }
            Entry entry = entry(next);
            bytes += entry.message().weight();
            if (isFull(entries, bytes, request)) {
                return new Walk(entries, true);
            }
            entries.add(entry);
        }
        return new Walk(entries, false);
    }

    /// From an offset down to the first one kept.
    Walk down(long offset, ReadRequest request) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        long start = Math.min(offset, Math.min(record.head, request.upTo()));
        if (start < first || !keeps(start)) {
            return new Walk(entries, false);
        }
        int run = runOf(start);
        boolean there = findDown(start, run);
        for (long next = start; next >= first; next--) {
            if (next < start) {
                if (next < record.runs.get(run).fromOffset()) {
                    run--;
                    there = run >= 0 && findDown(next, run);
                } else {
                    iterator.prev();
                    there = at(next) || findDown(next, run, slice - 1);
                }
            }
            if (!there || !limitsKeep(next)) {
                break;
            }
            Entry entry = entry(next);
            bytes += entry.message().weight();
            if (isFull(entries, bytes, request)) {
                return new Walk(entries, true);
            }
            entries.add(entry);
        }
        return new Walk(entries, false);
    }

    private static boolean isFull(List<Entry> entries, long bytes, ReadRequest request) {
        return entries.size() == request.limit()
                || (!entries.isEmpty() && bytes > request.bytesMax());
    }

    private Entry entry(long offset) {
        ByteBuffer in = ByteBuffer.wrap(iterator.value());
        return EntryCodec.decode(name, epoch, offset, EntryCodec.decodeHead(in), in);
    }

    // ---- finding -------------------------------------------------------------------------------

    private int runOf(long offset) {
        int run = record.runs.size() - 1;
        while (run > 0 && record.runs.get(run).fromOffset() > offset) {
            run--;
        }
        return run;
    }

    private boolean findDown(long offset, int run) throws RocksDBException {
        return findDown(offset, run, lastSliceOf(run));
    }

    /// Moves to exactly this offset, looking from the newest slice to the oldest: what is read is
    /// mostly new.
    private boolean findDown(long offset, int run, int from) throws RocksDBException {
        SliceClass sliceClass = record.runs.get(run).sliceClass();
        for (int s = from; s >= firstSliceOf(run); s--) {
            if (seek(sliceClass, s, offset) == offset) {
                return true;
            }
        }
        return false;
    }

    private boolean findUp(long offset, int run, int from) throws RocksDBException {
        SliceClass sliceClass = record.runs.get(run).sliceClass();
        for (int s = from; s <= lastSliceOf(run); s++) {
            if (seek(sliceClass, s, offset) == offset) {
                return true;
            }
        }
        return false;
    }

    /// Moves to the first entry of a run at or after an offset; -1 if there is none.
    private long findFirst(long offset, int run) throws RocksDBException {
        SliceClass sliceClass = record.runs.get(run).sliceClass();
        for (int s = firstSliceOf(run); s <= lastSliceOf(run); s++) {
            long found = seek(sliceClass, s, offset);
            if (found >= 0) {
                // A later run of the same class may lie in the same slice.
                return found < endOf(run) ? found : -1;
            }
        }
        return -1;
    }

    /// The offset after a run's last one.
    private long endOf(int run) {
        return run + 1 < record.runs.size()
                ? record.runs.get(run + 1).fromOffset()
                : record.head + 1;
    }

    private long seek(SliceClass sliceClass, int slice, long offset) throws RocksDBException {
        this.slice = slice;
        iterator.seek(Keys.entry(sliceClass, slice, record.id, offset));
        if (iterator.isValid()) {
            return Keys.offsetOfEntry(iterator.key());
        }
        iterator.status();
        return -1;
    }

    private boolean at(long offset) throws RocksDBException {
        if (iterator.isValid()) {
            return Keys.offsetOfEntry(iterator.key()) == offset;
        }
        iterator.status();
        return false;
    }

    private int firstSliceOf(int run) {
        ChannelRecord.Run of = record.runs.get(run);
        return Math.max(keptFrom.get(of.sliceClass().code),
                of.sliceClass().sliceAt(of.fromLogTimeMs()));
    }

    private int lastSliceOf(int run) {
        long until = run + 1 < record.runs.size()
                ? record.runs.get(run + 1).fromLogTimeMs()
                : record.lastLogTimeMs;
        return record.runs.get(run).sliceClass().sliceAt(until);
    }

    @Override
    public void close() {
        iterator.close();
    }
}
