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

/// Looks at a store's write-ahead logs and manifests before RocksDB reads them. Where a record claims
/// to be of a recycled log though those before it did not, RocksDB reads that record again and again,
/// for ever (its issue 13333; 11.8 does). One flipped bit in a record's type is enough, or what a power
/// cut leaves behind the last sync. No log is recycled here, so such a type is damage: it is made one
/// that RocksDB takes for damage, too, and what that leads to is decided as for any other.
final class RecordTypes {
    private static final System.Logger LOG = System.getLogger(RecordTypes.class.getName());
    private static final int BLOCK_BYTES = 32 * 1024;
    /// checksum (4), length (2), type (1), all little-endian.
    private static final int HEADER_BYTES = 7;
    private static final int LENGTH_AT = 4;
    private static final int TYPE_AT = 6;
    private static final int CHECKSUM_MASK = 0xa282ead8;
    private static final byte UNKNOWN = (byte) 0xff;

    private RecordTypes() {}

    /// @param store where RocksDB's files are; none if it is still to be made
    static void check(Path store) throws IOException {
        if (Files.exists(store)) {
            for (Path file : files(store)) {
                check(file, store);
            }
        }
    }

    private static List<Path> files(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> {
                String name = file.getFileName().toString();
                return name.endsWith(".log") || name.startsWith("MANIFEST-");
            }).sorted().toList();
        }
    }

    private static void check(Path file, Path store) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            for (long start = 0; read(bytes, start, block) > 0; start += BLOCK_BYTES) {
                int at = recycled(block);
                if (at >= 0) {
                    LOG.log(System.Logger.Level.WARNING,
                            "{0} is damaged at byte {1}: it had {2} there, and has 255 now",
                            store.relativize(file), String.valueOf(start + at),
                            block.get(at) & 0xff);
                    bytes.write(ByteBuffer.wrap(new byte[]{UNKNOWN}), start + at);
                }
            }
        }
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
    /// @return where the type is of a record that claims to be of a recycled log; -1 if there is none
    private static int recycled(ByteBuffer block) {
        int at = 0;
        while (block.limit() - at >= HEADER_BYTES) {
            int type = block.get(at + TYPE_AT) & 0xff;
            if (isRecycled(type)) {
                return at + TYPE_AT;
            }
            int end = at + HEADER_BYTES + (block.getShort(at + LENGTH_AT) & 0xffff);
            if (end > block.limit() || checksum(block, at + TYPE_AT, end) != block.getInt(at)) {
                return -1;
            }
            at = end;
        }
        return -1;
    }

    /// Full, first, middle and last records, and those that say what follows.
    private static boolean isRecycled(int type) {
        return (type >= 5 && type <= 8) || type == 11 || type == 131;
    }

    private static int checksum(ByteBuffer block, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(block.slice(from, to - from));
        return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK;
    }
}
