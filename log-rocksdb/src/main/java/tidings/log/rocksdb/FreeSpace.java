package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much the disk under the log has left; [FreeSpaceCheck] asks. A test answers what it likes.
@FunctionalInterface
interface FreeSpace {
    long freeBytes() throws IOException;

    static FreeSpace of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return store::getUsableSpace;
    }
}
