package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogRetention;
import tidings.log.ScanMatcher;

/// The channels that one scan met: which of them are wanted, and what is kept of those. Each is
/// looked up once.
final class ScannedChannels {
    sealed interface Scanned permits Unwanted, Gone, Wanted {}

    private static final Scanned UNWANTED = new Unwanted();
    private static final Scanned GONE = new Gone();

    record Unwanted() implements Scanned {}

    /// Nobody knows its name any more, so it can't be said not to have been wanted.
    private record Gone() implements Scanned {}

    /// @param firstKept the first offset that counts, trims and dropped runs leave
    private record Wanted(ChannelName name, String epoch, ChannelRecord record, long firstKept,
            long oldestLogTimeMs, long bytesBeforeMin) implements Scanned {}

    private final Store store;
    private final AtomicIntegerArray keptFrom;
    private final Epochs epochs;
    private final ShardView view;
    private final ChannelNames names;
    private final ScanMatcher matcher;
    private final long logTimeMs;
    private final Map<Long, Scanned> met = new HashMap<>();

    ScannedChannels(Store store, AtomicIntegerArray keptFrom, Epochs epochs, ChannelNames names,
            ShardView view, ScanMatcher matcher, long logTimeMs) {
        this.names = names;
        this.store = store;
        this.keptFrom = keptFrom;
        this.epochs = epochs;
        this.view = view;
        this.matcher = matcher;
        this.logTimeMs = logTimeMs;
    }

    Scanned get(long id) throws RocksDBException {
        Scanned channel = met.get(id);
        if (channel == null) {
            channel = find(id);
            met.put(id, channel);
        }
        return channel;
    }

    private Scanned find(long id) throws RocksDBException {
        ChannelName name = nameOf(id);
        if (name == null) {
            return GONE;
        }
        LogRetention retention = matcher.wants(name);
        return retention == null ? UNWANTED : wanted(name, id, retention);
    }

    private @Nullable ChannelName nameOf(long id) throws RocksDBException {
        ChannelName known = names.get(id);
        if (known != null) {
            return known;
        }
        long generation = names.generation();
        byte[] utf8 = store.db.get(store.channels, view.options(), Keys.channelById(id));
        if (utf8 == null) {
            return null;
        }
        ChannelName name = ChannelName.ofStored(utf8);
        names.put(id, generation, name);
        return name;
    }

    private Scanned wanted(ChannelName name, long id, LogRetention retention)
            throws RocksDBException {
        byte[] value = store.db.get(store.channels, view.options(),
                Keys.channelByName(name.utf8()));
        ChannelRecord record = value == null ? null : ChannelRecord.decode(value);
        if (record == null || record.id != id) {
            return GONE;
        }
        return new Wanted(name, epochs.epochOf(name, record.generation), record,
                firstKept(name, record, retention), logTimeMs - retention.age().toMillis(),
                record.bytes - retention.bytes());
    }

    /// Where the rule's age changed class, what is kept of the older entries depends on whether the
    /// newer ones are there; only a reader of the channel knows.
    private long firstKept(ChannelName name, ChannelRecord record, LogRetention retention)
            throws RocksDBException {
        if (record.runs.size() > 1) {
            try (ChannelReader reader = new ChannelReader(store, keptFrom, name, "", record,
                    retention, logTimeMs)) {
                return reader.firstKept();
            }
        }
        return 1 + Math.max(record.trimmedUpTo, Math.max(0, record.head - retention.entries()));
    }

    /// A wanted channel's entry; null if it is not kept.
    @Nullable
    Entry read(Scanned channel, SliceClass sliceClass, long entryLogTimeMs, long offset)
            throws RocksDBException {
        return switch (channel) {
            case Unwanted() -> null;
            case Gone() -> null;
            case Wanted wanted -> {
                int slice = sliceClass.sliceAt(entryLogTimeMs);
                boolean kept = offset >= wanted.firstKept()
                        && entryLogTimeMs >= wanted.oldestLogTimeMs()
                        && slice >= keptFrom.get(sliceClass.code);
                yield kept ? read(wanted, sliceClass, slice, offset) : null;
            }
        };
    }

    private @Nullable Entry read(Wanted channel, SliceClass sliceClass, int slice, long offset)
            throws RocksDBException {
        byte[] value = store.db.get(store.entries, view.options(),
                Keys.entry(sliceClass, slice, channel.record().id, offset));
        if (value == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        EntryCodec.Head head = EntryCodec.decodeHead(in);
        boolean fits = head.bytesBefore() >= channel.bytesBeforeMin()
                || offset == channel.record().head;
        return fits
                ? EntryCodec.decode(channel.name(), channel.epoch(), offset, head, in)
                : null;
    }
}
