package tidings.log.rocksdb;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import tidings.log.Message;
import tidings.log.PayloadKind;
import tidings.testkit.log.LogTester;

/// What it costs to write a channel's record with every commit that touches the channel: the
/// engine's batches, built and written by one thread, with a record in each commit, with a record
/// at most once in 16 commits, and without.
///
/// Counted is the thread's CPU time, which bears a busy machine better than a clock.
/// `docs/decisions/channel-record.md` has the results.
final class ChannelRecordBenchmark {
    private enum Records {
        EVERY_COMMIT, EVERY_16_COMMITS, NONE
    }

    private static final int ROUNDS = 5;
    private static final int MESSAGES = Integer.getInteger("messages", 300_000);

    private final Store store;
    private final ChannelRecord[] records;
    private final byte[][] names;
    private final long[] writtenBy;
    private final ValueWriter values = new ValueWriter();
    private final Random random = new Random(1);
    private final byte[] payload = new byte[200];
    private long sequence;
    private long commits;

    private ChannelRecordBenchmark(Store store, int channels) {
        this.store = store;
        this.records = new ChannelRecord[channels];
        this.names = new byte[channels][];
        this.writtenBy = new long[channels];
        Arrays.setAll(records, i -> new ChannelRecord(i + 1, 0));
        Arrays.setAll(names, i -> LogTester.name("bench/" + i).utf8());
        random.nextBytes(payload);
        Arrays.fill(payload, 100, 200, (byte) ' ');
    }

    public static void main(String[] args) throws Exception {
        NativeLibrary.load(RocksLogHarness.NATIVE_FOLDER);
        System.out.println("channels | batch | us of CPU a message: every commit"
                + " | every 16 commits | none");
        for (int channels : new int[]{1_000, 100_000}) {
            for (int batch : new int[]{1, 250, 2_000}) {
                compare(channels, batch);
            }
        }
    }

    private static void compare(int channels, int batch) throws Exception {
        Map<Records, double[]> micros = new EnumMap<>(Records.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (Records records : Records.values()) {
                Path directory = RocksLogHarness.newDirectory();
                try (Store store = Store.open(directory.resolve("store"),
                        RocksLogConfig.defaults(directory), true, Store.Recovery.VERIFIED)) {
                    store.settle();
                    micros.computeIfAbsent(records,
                            _ -> new double[ROUNDS])[round] = new ChannelRecordBenchmark(store,
                                    channels).run(batch, records);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%,d | %,d | %.2f | %.2f | %.2f%n", channels, batch,
                median(micros, Records.EVERY_COMMIT),
                median(micros, Records.EVERY_16_COMMITS), median(micros, Records.NONE));
    }

    private static double median(Map<Records, double[]> micros, Records of) {
        double[] sorted = micros.getOrDefault(of, new double[1]).clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double run(int batchSize, Records when) throws RocksDBException {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int messages = batchSize == 1 ? MESSAGES / 20 : MESSAGES;
        long start = 0;
        long counted = 0;
        try (WriteBatch batch = new WriteBatch();
                WriteOptions synced = new WriteOptions().setSync(true)) {
            for (int sent = 0; sent < messages; sent += batchSize) {
                if (start == 0 && sent >= messages / 4) {
                    start = bean.getCurrentThreadCpuTime();
                    counted = (long) messages - sent;
                }
                commit(batch, batchSize, when);
                store.db.write(synced, batch);
                batch.clear();
            }
        }
        return (bean.getCurrentThreadCpuTime() - start) / 1000.0 / counted;
    }

    private void commit(WriteBatch batch, int size, Records when) throws RocksDBException {
        commits++;
        long now = 1_790_000_000_000L + commits;
        OrderRecord order = new OrderRecord();
        int[] touched = new int[size];
        for (int i = 0; i < size; i++) {
            int channel = random.nextBoolean()
                    ? random.nextInt(records.length / 100)
                    : random.nextInt(records.length);
            touched[i] = channel;
            ChannelRecord record = records[channel];
            EntryCodec.Head head = new EntryCodec.Head(now, now, ++sequence, record.bytes,
                    record.count);
            record.add(SliceClass.WEEK, 10_000, payload.length, now);
            order.add(SliceClass.WEEK, record.id, record.head);
            Message message = new Message(payload, PayloadKind.BYTES, null, Map.of(), null);
            Keys.putEntry(values.key(), SliceClass.WEEK, SliceClass.WEEK.sliceAt(now), record.id,
                    record.head);
            EntryCodec.encode(values.value(EntryCodec.bytesMax(message)), head, message);
            values.putInto(batch, store.entries);
        }
        Keys.putOrder(values.key(), 1, 0, sequence);
        order.encode(values.value(order.bytesMax()), now);
        values.putInto(batch, store.order);
        int pace = switch (when) {
            case EVERY_COMMIT -> 1;
            case EVERY_16_COMMITS -> 16;
            case NONE -> Integer.MAX_VALUE;
        };
        for (int channel : touched) {
            if (writtenBy[channel] + pace <= commits) {
                writtenBy[channel] = commits;
                Keys.putChannelByName(values.key(), names[channel]);
                records[channel].encode(values.value(ChannelRecord.BYTES_MAX));
                values.putInto(batch, store.channels);
            }
        }
    }
}
