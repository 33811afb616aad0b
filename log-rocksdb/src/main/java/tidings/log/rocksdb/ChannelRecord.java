package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What the store knows of a channel: one record, written with every commit that touches it.
///
/// Mutable. A resident channel's belongs to the writer, which moves it ahead of the disk while it
/// builds a batch; a reader decodes one of its own.
final class ChannelRecord {
    /// Entries from one offset on that lie in one class: a new run begins when the rule's age
    /// changes class.
    record Run(SliceClass sliceClass, long fromOffset, long fromLogTimeMs) {}

    private static final int VERSION = 1;
    /// Beyond so many the oldest run is let go of: that takes as many changes of a rule within
    /// the time that its entries are kept.
    private static final int RUNS_MAX = 8;
    static final int BYTES_MAX = 1 + 9 * ValueWriter.VARINT_BYTES_MAX
            + RUNS_MAX * (1 + 2 * ValueWriter.VARINT_BYTES_MAX);

    long id;
    long head;
    /// Countable entries up to the head.
    long count;
    /// What the entries up to the head weigh.
    long bytes;
    long trimmedUpTo;
    /// Of the store when the record was made: decides its epoch.
    long generation;
    /// Log time of the last commit.
    long lastLogTimeMs;
    /// The rule's limit at the last commit, for whoever frees the space behind it.
    long entriesMax;
    final List<Run> runs = new ArrayList<>(1);

    ChannelRecord(long id, long generation) {
        this.id = id;
        this.generation = generation;
    }

    /// Assigns the next offset to a message.
    void add(SliceClass sliceClass, long entriesMax, long weight, long logTimeMs) {
        head++;
        count++;
        bytes += weight;
        lastLogTimeMs = logTimeMs;
        this.entriesMax = entriesMax;
        if (runs.isEmpty() || runs.getLast().sliceClass() != sliceClass) {
            runs.add(new Run(sliceClass, head, logTimeMs));
            if (runs.size() > RUNS_MAX) {
                runs.removeFirst();
                trimmedUpTo = Math.max(trimmedUpTo, runs.getFirst().fromOffset() - 1);
            }
        }
    }

    void encode(ByteBuffer out) {
        out.put((byte) VERSION);
        ValueWriter.putVarint(out, id);
        ValueWriter.putVarint(out, head);
        ValueWriter.putVarint(out, count);
        ValueWriter.putVarint(out, bytes);
        ValueWriter.putVarint(out, trimmedUpTo);
        ValueWriter.putVarint(out, generation);
        ValueWriter.putVarint(out, lastLogTimeMs);
        ValueWriter.putVarint(out, entriesMax);
        ValueWriter.putVarint(out, runs.size());
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            out.put((byte) run.sliceClass().code);
            ValueWriter.putVarint(out, run.fromOffset());
            ValueWriter.putVarint(out, run.fromLogTimeMs());
        }
    }

    static ChannelRecord decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        int version = in.hasRemaining() ? in.get() : 0;
        if (version != VERSION) {
            throw new FormatException("a channel record of version " + version);
        }
        ChannelRecord record = new ChannelRecord(ValueWriter.getVarint(in), 0);
        record.head = ValueWriter.getVarint(in);
        record.count = ValueWriter.getVarint(in);
        record.bytes = ValueWriter.getVarint(in);
        record.trimmedUpTo = ValueWriter.getVarint(in);
        record.generation = ValueWriter.getVarint(in);
        record.lastLogTimeMs = ValueWriter.getVarint(in);
        record.entriesMax = ValueWriter.getVarint(in);
        long runs = ValueWriter.getVarint(in);
        for (long i = 0; i < runs; i++) {
            if (!in.hasRemaining()) {
                throw new FormatException("a channel record is cut short");
            }
            record.runs.add(new Run(SliceClass.ofCode(in.get()), ValueWriter.getVarint(in),
                    ValueWriter.getVarint(in)));
        }
        return record;
    }
}
