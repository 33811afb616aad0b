package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import tidings.log.Entry;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;

/// One page of a scan: walks a shard's order records, and reads of the entries only the wanted ones.
final class ShardScan {
    private final ShardView view;
    private final ScannedChannels channels;
    private final ScanRequest request;
    private final List<Entry> entries = new ArrayList<>();
    /// The last sequence that may be looked at.
    private long last;
    /// The first one that was not looked at.
    private long next;
    private long missing;
    private long bytes;
    private int visited;

    ShardScan(ShardView view, ScannedChannels channels, ScanRequest request) {
        this.view = view;
        this.channels = channels;
        this.request = request;
    }

    ScanAnswer scan() throws RocksDBException {
        last = Math.min(view.end(), request.upTo());
        next = request.after() + 1;
        if (next > last) {
            return new ScanAnswer.Page(List.of(), request.after(), 0, false);
        }
        boolean whole = true;
        for (boolean there = view.find(next); there && whole && next <= last; there = view
                .next()) {
            whole = visit(view.firstSequence(), ByteBuffer.wrap(view.record()));
        }
        if (whole) {
            skipTo(last + 1);
        }
        return new ScanAnswer.Page(entries, next - 1, missing, !whole);
    }

    /// What no record tells of is gone with its slice.
    private void skipTo(long sequence) {
        long to = Math.min(sequence, last + 1);
        if (to > next) {
            missing += to - next;
            next = to;
        }
    }

    /// False if a limit cut the page.
    private boolean visit(long first, ByteBuffer record) throws RocksDBException {
        OrderRecord.Head head = OrderRecord.decodeHead(record);
        skipTo(first);
        long end = Math.min(first + head.count() - 1, last);
        for (long sequence = first; sequence <= end; sequence++) {
            SliceClass sliceClass = OrderRecord.sliceClass(record);
            long channelId = ValueWriter.getVarint(record);
            long offset = ValueWriter.getVarint(record);
            if (sequence < next) {
                continue;
            }
            if (entries.size() == request.limit() || visited == request.visitedMax()) {
                return false;
            }
            ScannedChannels.Scanned channel = channels.get(channelId);
            if (!(channel instanceof ScannedChannels.Unwanted)
                    && !give(channel, sliceClass, head.logTimeMs(), offset)) {
                return false;
            }
            visited++;
            next = sequence + 1;
        }
        return true;
    }

    /// False if the page has no room for it.
    private boolean give(ScannedChannels.Scanned channel, SliceClass sliceClass, long logTimeMs,
            long offset) throws RocksDBException {
        Entry entry = channels.read(channel, sliceClass, logTimeMs, offset);
        if (entry == null) {
            missing++;
            return true;
        }
        bytes += entry.message().weight();
        if (!entries.isEmpty() && bytes > request.bytesMax()) {
            return false;
        }
        entries.add(entry);
        return true;
    }
}
