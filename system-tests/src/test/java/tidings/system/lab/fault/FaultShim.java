package tidings.system.lab.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import tidings.system.ServerProcess;

/// A library that stands between a server and the system (`src/test/c/faults.c`): syncs of the
/// write-ahead log fail or take long, and the wall clock is wrong, as this says, while the server
/// runs. Compiled by the test.
public final class FaultShim implements AutoCloseable {
    private static final int BYTES = 4096;
    private static final int FAIL_SYNCS = 0;
    private static final int DELAY_SYNC_MS = 8;
    private static final int WALL_OFFSET_MS = 16;
    private static final int SYNCS = 24;
    private static final int RECORD = 32;

    private final Path library;
    private final Path controlFile;
    private final FileChannel control;

    /// @param directory where it is made
    public FaultShim(Path directory) throws IOException, InterruptedException {
        library = directory.resolve("faults.so");
        controlFile = directory.resolve("faults.control");
        compile();
        try (RandomAccessFile file = new RandomAccessFile(controlFile.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        control = FileChannel.open(controlFile, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private void compile() throws IOException, InterruptedException {
        Path source = ServerProcess.CHECKOUT.resolve("system-tests/src/test/c/faults.c");
        Process compiler = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror",
                "-o", library.toString(), source.toString(), "-ldl").redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IOException("gcc says: " + said);
        }
    }

    /// For the server's process.
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "TIDINGS_FAULTS", controlFile.toString());
    }

    /// The next so many syncs say that they failed, with EIO; those after succeed.
    public void failSyncs(int count) {
        set(FAIL_SYNCS, count);
    }

    /// How many of those are still to come.
    public long failuresLeft() {
        return get(FAIL_SYNCS);
    }

    public void delaySyncs(long ms) {
        set(DELAY_SYNC_MS, ms);
    }

    /// The wall clock shows so much more than it should.
    public void stepWallClock(java.time.Duration offset) {
        set(WALL_OFFSET_MS, offset.toMillis());
    }

    /// How many syncs were asked for.
    public long syncs() {
        return get(SYNCS);
    }

    /// From now on it is noted how much was in each log file when it was synced.
    public void recordSyncs() {
        set(RECORD, 1);
    }

    /// Log file → how many bytes had been written to it at its last sync.
    public Map<Path, Long> synced() throws IOException {
        Map<Path, Long> synced = new HashMap<>();
        for (String line : Files.readAllLines(Path.of(controlFile + ".synced"))) {
            int space = line.indexOf(' ');
            synced.put(Path.of(line.substring(space + 1)),
                    Long.valueOf(line.substring(0, space)));
        }
        return synced;
    }

    private void set(int at, long value) {
        try {
            control.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value),
                    at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long get(int at) {
        try {
            ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            control.read(value, at);
            return value.getLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
