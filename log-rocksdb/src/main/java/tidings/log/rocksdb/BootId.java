package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Which boot of the machine this is: between two of them the power may have been cut.
final class BootId {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /// Where it can't be found out, each start counts as another boot, which errs on the safe
    /// side.
    static String current() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException e) {
            return "unknown-" + UUID.randomUUID();
        }
    }
}
