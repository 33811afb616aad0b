package tidings.log.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// Makes room in the newest write-ahead log before RocksDB writes there, so that a sync writes what was
/// added and nothing else: the log is longer than what is in it, and a little ahead of each small write
/// there are zeros. A new length, or a block that was not in the file before, would be one more write,
/// to where the file system keeps such things.
///
/// RocksDB cuts a log to what is in it when it closes it; after a kill [LogRepair] does.
@OwnedBy(Owner.LOG_WRITER)
final class LogPadding implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogPadding.class.getName());

    /// Six digits or more.
    private static final Comparator<Path> BY_NUMBER = Comparator
            .comparingInt((Path log) -> log.toString().length())
            .thenComparing(Comparator.naturalOrder());
    /// A batch above this waits for its own bytes, and hardly for the file system's.
    private static final int SMALL_BYTES = 4 * 1024;
    /// So much longer it is made, a hole, when half of that is left. A start after a kill reads it.
    private static final int HOLE_BYTES = 16 * 1024 * 1024;
    /// Synced with the batch before which they are written.
    private static final int ZEROS_BYTES = 64 * 1024;
    /// Each by itself: what is written at once is one piece for the system afterwards, too, of which it
    /// counts the whole whenever a part is written.
    private static final int PAGE_BYTES = 4 * 1024;
    /// As many may lie between what RocksDB has come to and what it has come to at most.
    private static final int LOOK_BYTES = 1024 * 1024;
    /// What RocksDB itself begins a log with, and more.
    private static final int BEGINNING_BYTES = 64 * 1024;

    private final Path store;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(PAGE_BYTES);
    private Path newest = Path.of("");
    /// Null if there is none, or if it can't be written to.
    private @Nullable FileChannel log;
    /// RocksDB has come this far in it at most.
    private long written;
    /// Never below the above.
    private long zerosUpTo;
    private long length; // 0 until it was made longer
    /// Written since logs were looked for.
    private long recent;
    private boolean gaveUp;

    /// @param store where RocksDB's files are
    LogPadding(Path store) {
        this.store = store;
    }

    /// Looks for another log, if anything was written; about once a second, and by itself when much is.
    void look() {
        if (recent == 0 && log != null) {
            return;
        }
        try {
            Optional<Path> found = newest();
            if (found.isPresent() && !found.get().equals(newest)) {
                begin(found.get());
            }
            recent = 0;
        } catch (NoSuchFileException e) {
            // A flush has begun another one meanwhile: it is found the next time.
        } catch (IOException | UncheckedIOException e) {
            giveUp(e);
        }
    }

    private Optional<Path> newest() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(LogRepair::isLog).max(BY_NUMBER);
        }
    }

    private void begin(Path found) throws IOException {
        close();
        log = FileChannel.open(found, StandardOpenOption.WRITE);
        newest = found;
        written = BEGINNING_BYTES + recent;
        zerosUpTo = written;
        length = 0;
        gaveUp = false;
    }

    /// Before a batch of so many bytes is written.
    void makeRoom(long size) {
        if (recent > LOOK_BYTES) {
            look();
        }
        long most = LogRepair.recordBytesMax(size);
        recent += most;
        if (log != null && size <= SMALL_BYTES) {
            makeRoom(log, written + most);
        }
        written += most;
        zerosUpTo = Math.max(zerosUpTo, written);
    }

    private void makeRoom(FileChannel log, long upTo) {
        try {
            if (zerosUpTo < upTo) {
                fill(log);
            }
            if (length < upTo + HOLE_BYTES / 2) {
                length = upTo + HOLE_BYTES;
                log.write(ByteBuffer.allocate(1), length - 1);
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void fill(FileChannel log) throws IOException {
        long page = (zerosUpTo + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        long end = page + ZEROS_BYTES;
        for (; page < end; page += PAGE_BYTES) {
            log.write(zeros.clear(), page);
        }
        zerosUpTo = end;
    }

    private void giveUp(Exception e) {
        if (!gaveUp) {
            LOG.log(System.Logger.Level.WARNING,
                    "a log in {0} grows with each write, which makes acknowledgements slower: {1}",
                    store, e.toString());
        }
        gaveUp = true;
        close();
    }

    @Override
    public void close() {
        if (log != null) {
            try {
                log.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a log file could not be closed", e);
            }
            log = null;
        }
    }
}
