package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The file that makes a directory a log's, and that knows itself: its inode and the moment it
/// was made. A copy of the directory has a marker that says what it is not, so both copies may
/// live on without using one position for two entries. Written once, moved into place, and not
/// changed again; the format version stands in front so that an older server refuses a newer
/// directory before it touches anything.
///
/// <pre>
/// "tidings log\n" 12 | format version 4 | inode 8 | birth ms 8 | CRC-32C of all that 4
/// </pre>
record Marker(int formatVersion, long inode, long birthMs) {
    private static final byte[] MAGIC = {'t', 'i', 'd', 'i', 'n', 'g', 's', ' ', 'l', 'o', 'g',
            '\n'};
    private static final int BYTES = 36;
    /// Where a file system keeps no birth time, Java answers with the time of the last change; a
    /// marker's is set to this, so that it can be told.
    private static final FileTime CHANGED = FileTime.fromMillis(978_307_200_000L);
    private static final long NO_BIRTH = 0;

    /// Reads a marker; null if it is damaged.
    static @Nullable Marker read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != BYTES || crcOf(bytes) != ByteBuffer.wrap(bytes).getInt(BYTES - 4)) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return null;
        }
        return new Marker(in.getInt(), in.getLong(), in.getLong());
    }

    /// Whether this is the very file that was written as this marker, not a copy of it.
    boolean isOf(Path file) throws IOException {
        return inodeOf(file) == inode && (birthMs == NO_BIRTH || birthOf(file) == birthMs);
    }

    /// Writes a new marker in place of whatever is there, safely from a power cut.
    static void write(Path directory, Path file) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.createFile(made);
        Files.setLastModifiedTime(made, CHANGED);
        long inode = inodeOf(made);
        long birth = birthOf(made);
        ByteBuffer out = ByteBuffer.allocate(BYTES).put(MAGIC).putInt(Keys.FORMAT_VERSION)
                .putLong(inode).putLong(birth);
        out.putInt(crcOf(out.array())).flip();
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
            channel.write(out);
            channel.force(true);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(directory);
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static long inodeOf(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    private static long birthOf(Path file) throws IOException {
        long birth = ((FileTime) Files.getAttribute(file, "creationTime")).toMillis();
        return birth == CHANGED.toMillis() ? NO_BIRTH : birth;
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, BYTES - 4);
        return (int) crc.getValue();
    }
}
