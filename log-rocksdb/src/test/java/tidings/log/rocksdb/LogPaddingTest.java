package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPaddingTest {
    private static final int BYTES = 1 << 20;
    private static final int KB = 1024;

    @TempDir
    Path store;

    private Path log(String name, int filled) throws IOException {
        byte[] bytes = new byte[filled];
        Arrays.fill(bytes, (byte) 0xaa);
        return Files.write(store.resolve(name), bytes);
    }

    private static byte[] firstMegabyte(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return in.readNBytes(BYTES);
        }
    }

    /// Where the first zero is in a file whose first megabyte had none, and behind the last one there.
    private static List<Integer> zeros(Path log) throws IOException {
        byte[] bytes = firstMegabyte(log);
        int first = 0;
        while (first < bytes.length && bytes[first] != 0) {
            first++;
        }
        int end = bytes.length;
        while (end > first && bytes[end - 1] != 0) {
            end--;
        }
        return List.of(first, end);
    }

    @Test
    void theNewestLogIsMadeLongerAndLongerAgain() throws Exception {
        Path older = log("999999.log", 10);
        Path newer = log("1000000.log", 10);
        log("MANIFEST-2000000", 10);
        try (LogPadding padding = new LogPadding(store)) {
            padding.look();
            padding.makeRoom(100);
            long length = Files.size(newer);
            assertThat(length).isBetween(16L * BYTES, 17L * BYTES);
            assertThat(Files.size(older)).isEqualTo(10);
            padding.makeRoom(10 * BYTES);
            padding.makeRoom(100);
            assertThat(Files.size(newer)).isBetween(length + 10 * BYTES, length + 11 * BYTES);
        }
    }

    /// What a log may be written to already when it is found: all that was written in the meantime.
    @Test
    void zerosBeginBehindWhateverMayHaveBeenWritten() throws Exception {
        log("000004.log", BYTES);
        try (LogPadding padding = new LogPadding(store)) {
            padding.look();
            padding.makeRoom(100 * KB);
            padding.makeRoom(1 * KB);
            Path next = log("000005.log", BYTES);
            padding.look();
            padding.makeRoom(1 * KB);
            assertThat(zeros(next).getFirst()).isBetween((64 + 101) * KB, (64 + 106) * KB);
            assertThat(zeros(next).getLast() - zeros(next).getFirst()).isEqualTo(64 * KB);
        }
    }

    /// Where RocksDB is: a record goes over blocks of 32 kB, with a header in each.
    @Test
    void zerosNeverReachWhatRocksDbHasWritten() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        Path log = log("000004.log", BYTES);
        try (LogPadding padding = new LogPadding(store)) {
            padding.look();
            int place = 64 * KB;
            while (place < BYTES - 128 * KB) {
                int size = random.nextInt(4) == 0
                        ? random.nextInt(100 * KB)
                        : 1 + random.nextInt(2 * KB);
                padding.makeRoom(size);
                assertThat(zeros(log).getFirst()).isGreaterThanOrEqualTo(place);
                int end = afterRecord(place, size);
                byte[] bytes = firstMegabyte(log);
                Arrays.fill(bytes, place, end, (byte) 0xaa);
                Files.write(log, bytes);
                place = end;
            }
        }
    }

    @Test
    void aSmallBatchFindsZeros() throws Exception {
        Path log = log("000004.log", BYTES);
        try (LogPadding padding = new LogPadding(store)) {
            padding.look();
            int place = 64 * KB;
            for (int n = 0; n < 1_000; n++) {
                padding.makeRoom(400);
                int end = afterRecord(place, 400);
                byte[] bytes = firstMegabyte(log);
                assertThat(Arrays.copyOfRange(bytes, place, end)).as("batch %d", n)
                        .containsOnly(0);
                place = end;
            }
        }
    }

    private static int afterRecord(int place, int size) {
        int left = size;
        int at = place;
        do {
            int room = 32 * KB - at % (32 * KB);
            if (room < 7) {
                at += room;
            } else {
                int part = Math.min(left, room - 7);
                at += 7 + part;
                left -= part;
            }
        } while (left > 0);
        return at;
    }
}
