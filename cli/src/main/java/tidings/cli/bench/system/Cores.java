package tidings.cli.bench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Which core the generator runs on, and how punctually it wakes.
public final class Cores {
    private static final int MASK_BYTES = 128;
    private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
    private static final long PRCTL = X86 ? 157 : 167;
    private static final long GETTID = X86 ? 186 : 178;
    private static final long SET_SCHEDULER = X86 ? 144 : 119;
    /// Only when nobody else wants the core, but for a few thousandths of it.
    private static final long SCHED_IDLE = 5;
    private static final long SET_TIMER_SLACK = 29;

    private static boolean pinned;

    private Cores() {}

    /// Binds every thread of this process to a core; threads that come later inherit it.
    public static void pin(int core) throws IOException {
        pinned = true;
        NativeBuffer mask = new NativeBuffer(MASK_BYTES);
        mask.setByte(core / 8, 1 << (core % 8));
        for (int thread : threads()) {
            if (Native.setAffinity(thread, MASK_BYTES, mask.addressOf(0)) != 0
                    && Files.exists(Path.of("/proc/self/task/" + thread))) {
                throw new IOException("core %d: %s".formatted(core,
                        Native.errorText(Native.error())));
            }
        }
    }

    /// Whether there is a core for this process.
    public static boolean pinned() {
        return pinned;
    }

    /// Lets this thread go before all others of the process where they share a core: a compiler
    /// that is still at it would take whole time slices, which would be seen as the server's
    /// latency.
    public static void favourThisThread() throws IOException {
        long self = Native.systemCall(GETTID, 0, 0, 0, 0, 0, 0);
        NativeBuffer noPriority = new NativeBuffer(Long.BYTES);
        for (int thread : threads()) {
            if (thread != self) {
                Native.systemCall(SET_SCHEDULER, thread, SCHED_IDLE, noPriority.addressOf(0), 0, 0,
                        0);
            }
        }
    }

    private static List<Integer> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(task -> Integer.valueOf(String.valueOf(task.getFileName()))).toList();
        }
    }

    /// Lets this thread's waits end when they should, not up to 50 µs later.
    public static void wakeOnTime() {
        Native.systemCall(PRCTL, SET_TIMER_SLACK, 1, 0, 0, 0, 0);
    }
}
