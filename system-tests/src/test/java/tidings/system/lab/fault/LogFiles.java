package tidings.system.lab.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The write-ahead logs of a store. Until the store closes one, it is longer than what was written to
/// it, and the rest is zeros.
public final class LogFiles {
    private static final int BLOCK = 1 << 16;
    private static final byte[] ZEROS = new byte[BLOCK];

    private LogFiles() {}

    static List<Path> of(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    /// The newest in which there is anything.
    public static Path newest(Path store) throws IOException {
        for (Path log : of(store).reversed()) {
            if (written(log) > 0) {
                return log;
            }
        }
        throw new IOException("nothing is in the logs of " + store);
    }

    /// The one with the most in it.
    public static Path largest(Path store) throws IOException {
        Path largest = newest(store);
        for (Path log : of(store)) {
            largest = written(log) > written(largest) ? log : largest;
        }
        return largest;
    }

    /// How many bytes were written to a log, if the last one is not zero.
    public static long written(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long written = 0;
            byte[] block = new byte[BLOCK];
            for (long start = 0; start < file.length(); start += BLOCK) {
                int length = (int) Math.min(BLOCK, file.length() - start);
                file.readFully(block, 0, length);
                int end = Arrays.equals(block, 0, length, ZEROS, 0, length) ? 0 : length;
                while (end > 0 && block[end - 1] == 0) {
                    end--;
                }
                written = end > 0 ? start + end : written;
            }
            return written;
        }
    }

    /// One bit in the middle of what was written.
    public static void flipBit(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            long middle = written(log) / 2;
            file.seek(middle);
            int before = file.read();
            file.seek(middle);
            file.write(before ^ 0x10);
        }
    }
}
