package tidings.benchmarks.floor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// `SyncFloor DIRECTORY RATE SECONDS BYTES`: the least that a stored message can cost. At a fixed rate
/// it writes into a file that has room and syncs it, and says the CPU time of those two calls, as
/// fields of a result.
public final class SyncFloor {
    private static final int ROOM_BYTES = 16 * 1024 * 1024;
    private static final int WARMUP_TIMES = 2_000;
    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_S = 1e9;

    private SyncFloor() {}

    public static void main(String[] args) throws IOException {
        int rate = Integer.parseInt(args[1]);
        int times = rate * Integer.parseInt(args[2]);
        int bytes = Integer.parseInt(args[3]);
        Path path = Files.createTempFile(Path.of(args[0]), "sync", "");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocateDirect(ROOM_BYTES));
            file.force(true);
            file.position(0);
            ByteBuffer message = ByteBuffer.allocateDirect(bytes);
            for (int i = 0; i < WARMUP_TIMES; i++) {
                file.position((long) i * bytes % (ROOM_BYTES - bytes));
                cpuOfOne(file, message);
            }
            measure(file, message, times, rate);
        } finally {
            Files.delete(path);
        }
    }

    private static void measure(FileChannel file, ByteBuffer message, int times, int rate)
            throws IOException {
        long beginNs = System.nanoTime();
        long cpuNs = 0;
        for (int i = 0; i < times; i++) {
            long dueNs = beginNs + (long) (i * NS_PER_S / rate);
            for (long now = System.nanoTime(); now < dueNs; now = System.nanoTime()) {
                LockSupport.parkNanos(dueNs - now);
            }
            file.position((long) i * message.capacity() % (ROOM_BYTES - message.capacity()));
            cpuNs += cpuOfOne(file, message);
        }
        System.out.printf(Locale.ROOT,
                "{\"server_us_per_publish\":%.3f,\"valid\":true,\"broken\":[],\"invalid\":[]}%n",
                cpuNs / NS_PER_US / times);
    }

    private static long cpuOfOne(FileChannel file, ByteBuffer message) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        file.write(message.clear());
        file.force(false);
        return threads.getCurrentThreadCpuTime() - before;
    }
}
