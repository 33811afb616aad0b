package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Makes a store's write-ahead logs and manifests fit for RocksDB to read, before it does.
///
/// *Types.* Where a record claims to be of a recycled log though those before it did not, RocksDB reads
/// that record again and again, for ever (its issue 13333; 11.8 does). One flipped bit in a record's
/// type is enough, or what a power cut leaves behind the last sync. No log is recycled here, so such a
/// type is damage: it is made one that RocksDB takes for damage, too, and what that leads to is decided
/// as for any other.
///
/// *Length.* A log is longer than what is in it until RocksDB has closed it ([LogPadding]). The zeros
/// at its end are cut off, so that a log which was closed by nobody has the length that the next one
/// says it has.
final class LogRepair {
    private static final System.Logger LOG = System.getLogger(LogRepair.class.getName());
    private static final int BLOCK_BYTES = 32 * 1024;
    /// checksum (4), length (2), type (1), all little-endian.
    private static final int HEADER_BYTES = 7;
    private static final int LENGTH_AT = 4;
    private static final int TYPE_AT = 6;
    private static final int CHECKSUM_MASK = 0xa282ead8;
    private static final byte UNKNOWN = (byte) 0xff;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK_BYTES);

    private LogRepair() {}

    /// @param store where RocksDB's files are; none if it is still to be made
    static void repair(Path store) throws IOException {
        if (Files.exists(store)) {
            for (Path file : files(store)) {
                repair(file, store);
            }
        }
    }

    private static List<Path> files(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> isLog(file)
                    || file.getFileName().toString().startsWith("MANIFEST-")).sorted().toList();
        }
    }

    static boolean isLog(Path file) {
        return file.getFileName().toString().endsWith(".log");
    }

    private static void repair(Path file, Path store) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            long end = 0;
            for (long start = 0; read(bytes, start, block) > 0; start += BLOCK_BYTES) {
                int good = goodRecords(block);
                if (hasRecycledType(block, good)) {
                    LOG.log(System.Logger.Level.WARNING,
                            "{0} is damaged at byte {1}: it had {2} there, and has 255 now",
                            store.relativize(file), String.valueOf(start + good + TYPE_AT),
                            block.get(good + TYPE_AT) & 0xff);
                    bytes.write(ByteBuffer.wrap(new byte[]{UNKNOWN}), start + good + TYPE_AT);
                }
                int used = Math.max(good, withoutZeros(block));
                end = used == 0 ? end : start + used;
            }
            if (isLog(file) && end < bytes.size()) {
                bytes.truncate(end);
            }
        }
    }

    /// What a batch takes in a log, wherever it begins: it goes over blocks, with a header in each, and
    /// where not even a header has room, the rest of a block stays empty.
    static long recordBytesMax(long batchBytes) {
        return batchBytes + HEADER_BYTES * (batchBytes / (BLOCK_BYTES - HEADER_BYTES) + 3);
    }

    private static int read(FileChannel bytes, long start, ByteBuffer block) throws IOException {
        block.clear();
        while (block.hasRemaining()
                && bytes.read(block, start + block.position()) > 0) {
            // until the block is full, or the file ends
        }
        return block.flip().remaining();
    }

    /// As RocksDB goes through a block: to its end, or to the first record that is no good.
    ///
    /// @return where the good records end
    private static int goodRecords(ByteBuffer block) {
        int at = 0;
        while (block.limit() - at >= HEADER_BYTES && !hasRecycledType(block, at)) {
            int end = at + HEADER_BYTES + (block.getShort(at + LENGTH_AT) & 0xffff);
            if (end > block.limit() || checksum(block, at + TYPE_AT, end) != block.getInt(at)) {
                return at;
            }
            at = end;
        }
        return at;
    }

    /// Full, first, middle and last records, and those that say what follows.
    private static boolean hasRecycledType(ByteBuffer block, int record) {
        if (block.limit() - record < HEADER_BYTES) {
            return false;
        }
        int type = block.get(record + TYPE_AT) & 0xff;
        return (type >= 5 && type <= 8) || type == 11 || type == 131;
    }

    private static int checksum(ByteBuffer block, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(block.slice(from, to - from));
        return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK;
    }

    private static int withoutZeros(ByteBuffer block) {
        if (block.equals(ZEROS)) {
            return 0;
        }
        int end = block.limit();
        while (end > 0 && block.get(end - 1) == 0) {
            end--;
        }
        return end;
    }
}
