package tidings.system.lab.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import tidings.system.lab.driver.Scene;

/// A power cut that keeps some of what was written after the last sync and not the rest: of each
/// sector beyond, it is chance whether it has the new bytes, nothing, or rubbish.
public final class TornTail implements Fault {
    private static final int SECTOR = 512;

    private final FaultShim shim;
    private final Path store;
    private final SplittableRandom random = new SplittableRandom(3);
    private long sectorsHurt;

    /// @param shim records what is synced
    public TornTail(FaultShim shim, Path store) {
        this.shim = shim;
        this.store = store;
    }

    @Override
    public String name() {
        return "power cut that keeps some sectors";
    }

    public long sectorsHurt() {
        return sectorsHurt;
    }

    @Override
    public void strike(Scene scene) throws IOException {
        scene.server().kill();
        Map<Path, Long> synced = shim.synced();
        for (Path log : LogFiles.of(store)) {
            tear(log, synced.getOrDefault(log.toRealPath(), 0L));
        }
        scene.server().start();
    }

    private void tear(Path log, long synced) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            long length = LogFiles.written(log);
            for (long at = synced; at < length; at = (at / SECTOR + 1) * SECTOR) {
                byte[] bytes = new byte[(int) (Math.min(length, (at / SECTOR + 1) * SECTOR)
                        - at)];
                int fate = random.nextInt(4);
                if (fate == 0) {
                    random.nextBytes(bytes);
                }
                if (fate < 2) {
                    file.seek(at);
                    file.write(bytes);
                    sectorsHurt++;
                }
            }
            if (length > synced && random.nextInt(3) == 0) {
                file.setLength(synced + random.nextLong(length - synced));
            }
        }
    }
}
