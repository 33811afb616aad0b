package tidings.cli.bench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the machine has done so far.
///
/// @param busyNanos of one core, to the tick (10 ms); 0 if none was named
/// @param stolenNanos of all cores, taken by the hypervisor
/// @param listenDrops connections that the system refused because a listener's queue was full
public record MachineUse(long busyNanos, long stolenNanos, long listenDrops) {
    private static final long TICK_NANOS = 10_000_000;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STOLEN = 8;

    /// @param core -1 for none
    public static MachineUse now(int core) throws IOException {
        long busy = 0;
        long stolen = 0;
        for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
            String[] fields = line.split(" +");
            if (fields[0].equals("cpu")) {
                stolen = Long.parseLong(fields[STOLEN]) * TICK_NANOS;
            } else if (fields[0].equals("cpu" + core)) {
                for (int i = 1; i < STOLEN; i++) {
                    busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]) * TICK_NANOS;
                }
            }
        }
        return new MachineUse(busy, stolen, drops());
    }

    private static long drops() throws IOException {
        String[] names = {};
        for (String line : Files.readAllLines(Path.of("/proc/net/netstat"))) {
            String[] fields = line.split(" ");
            if (names.length > 1 && names[0].equals(fields[0]) && fields[0].equals("TcpExt:")) {
                for (int i = 1; i < names.length; i++) {
                    if (names[i].equals("ListenDrops")) {
                        return Long.parseLong(fields[i]);
                    }
                }
            }
            names = fields;
        }
        throw new IOException("/proc/net/netstat says nothing of ListenDrops");
    }
}
