package tidings.cli.bench.system;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a process has used so far, by `/proc`.
///
/// @param threadNanos CPU of each thread that still runs, to the nanosecond
/// @param cpuNanos CPU of all threads ever, to the tick (10 ms)
/// @param rssBytes what it holds of the machine's memory
/// @param diskBytes that it made the system write to disks; -1 if it is somebody else's, and we are
///     not told
public record ProcessUse(Map<String, Long> threadNanos, long cpuNanos, long rssBytes,
        long diskBytes) {
    private static final long TICK_NANOS = 10_000_000;
    private static final long TICKS_APART = 3;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final long KIB = 1024;

    public static ProcessUse of(long pid) throws IOException {
        return new ProcessUse(threads(pid), total(pid), rss(pid), written(pid));
    }

    /// CPU from then to now. Threads that ended between are in the coarse count only.
    public long cpuNanosSince(ProcessUse then) {
        long fine = 0;
        for (var thread : threadNanos.entrySet()) {
            fine += thread.getValue() - then.threadNanos.getOrDefault(thread.getKey(), 0L);
        }
        long coarse = cpuNanos - then.cpuNanos;
        return Math.abs(coarse - fine) <= TICKS_APART * TICK_NANOS ? fine : coarse;
    }

    /// How many cores a process may run on.
    public static int cores(long pid) throws IOException {
        int cores = 0;
        for (String range : field(pid, "status", "Cpus_allowed_list:").split(",")) {
            String[] ends = range.strip().split("-");
            cores += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return cores;
    }

    public static boolean exists(long pid) {
        return Files.isReadable(Path.of("/proc/" + pid + "/stat"));
    }

    private static Map<String, Long> threads(long pid) throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        List<Path> threads;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = tasks.toList();
        }
        for (Path thread : threads) {
            try {
                String stat = Files.readString(thread.resolve("schedstat"));
                nanos.put(String.valueOf(thread.getFileName()),
                        Long.parseLong(stat.substring(0, stat.indexOf(' '))));
            } catch (NoSuchFileException e) {
                // it has ended since
            }
        }
        return nanos;
    }

    private static long total(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NANOS;
    }

    /// As pages: a small write that is synced is one.
    private static long written(long pid) throws IOException {
        try {
            return Long.parseLong(field(pid, "io", "write_bytes:"));
        } catch (AccessDeniedException e) {
            return -1;
        }
    }

    private static long rss(long pid) throws IOException {
        return Long.parseLong(field(pid, "status", "VmRSS:").split(" ")[0]) * KIB;
    }

    private static String field(long pid, String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
            if (line.startsWith(name)) {
                return line.substring(name.length()).strip();
            }
        }
        throw new IOException("process %d says nothing of %s".formatted(pid, name));
    }
}
