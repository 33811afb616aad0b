package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The log's directory, held under its lock.
///
/// <pre>
/// lock     held by the process that has it open
/// witness  up to where the store was acknowledged
/// marker   makes it a log's directory; written last
/// store/   RocksDB
/// </pre>
final class DataDirectory implements AutoCloseable {
    private static final Set<String> BEFORE_THE_MARKER = Set.of("lock", "witness", "witness.new",
            "marker.new");

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    Path path() {
        return path;
    }

    Path store() {
        return path.resolve("store");
    }

    Path marker() {
        return path.resolve("marker");
    }

    Path witness() {
        return path.resolve("witness");
    }

    /// Takes a directory that is a log's, or is empty, or does not exist.
    static DataDirectory lock(Path directory) throws LogOpenException {
        Path path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            refuseForeign(path);
            FileChannel lockFile = FileChannel.open(path.resolve("lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new LogOpenException("%s is in use by another process: stop that one first,"
                        .formatted(path) + " or use another directory");
            }
            return new DataDirectory(path, lockFile);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static void refuseForeign(Path path) throws IOException, LogOpenException {
        if (Files.exists(path.resolve("marker"))) {
            return;
        }
        Set<String> foreign;
        try (Stream<Path> files = Files.list(path)) {
            foreign = files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
        foreign.removeAll(BEFORE_THE_MARKER);
        if (foreign.contains("store")) {
            return;
        }
        if (!foreign.isEmpty()) {
            throw new LogOpenException(("%s is not a Tidings data directory (it holds %s):"
                    + " name an empty or a new one").formatted(path,
                            foreign.stream().sorted().limit(3).collect(Collectors.joining(", "))));
        }
    }

    private static boolean locked(FileChannel lockFile) throws IOException {
        try {
            @Nullable
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /// Whether nothing was ever kept here.
    boolean isNew() {
        return !Files.exists(marker()) && !Files.exists(store());
    }

    /// Makes this a log's directory, safely from a power cut: with the marker it is complete.
    void init() throws LogOpenException {
        try {
            writeWitness(0);
            Marker.write(path, marker());
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /// A witness that says this, in place of whatever is there.
    void writeWitness(long sequence) throws IOException {
        Path made = path.resolve("witness.new");
        try (FileChannel channel = FileChannel.open(made, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(Witness.initial(sequence)));
            channel.force(true);
        }
        Files.move(made, witness(), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Marker.syncDirectory(path);
    }

    static LogOpenException unusable(Path path, IOException e) {
        String why = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName();
        return new LogOpenException(
                "%s can't be used as a data directory (%s: %s)".formatted(path, why,
                        e.getMessage()),
                e);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            System.getLogger(DataDirectory.class.getName()).log(System.Logger.Level.WARNING,
                    "the lock of " + path + " could not be closed", e);
        }
    }
}
