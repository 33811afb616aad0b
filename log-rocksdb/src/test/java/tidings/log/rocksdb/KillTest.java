package tidings.log.rocksdb;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KillTest {
    private static final int KILLS = 20;

    @Test
    void everythingAcknowledgedOutlivesKills() throws Exception {
        killAndVerify("always");
    }

    @Test
    void killsLoseNothingUnderWeakSync() throws Exception {
        killAndVerify("os");
    }

    private static void killAndVerify(String sync) throws Exception {
        Path directory = RocksLogHarness.newDirectory();
        Random random = new Random(1);
        AckedByChild acked = new AckedByChild();
        int kills = sync.equals("always") ? KILLS : 3;
        for (int run = 0; run < kills; run++) {
            Process child = AckedByChild.start(directory, sync, "run" + run);
            acked.readAndKill(child, 1 + random.nextInt(1500));
            child.waitFor();
            try (RocksLogHarness harness = new RocksLogHarness(directory)) {
                acked.verify(harness);
            }
        }
        System.out.printf("%d kills, %d acknowledged appends and %d writes to tables, none lost%n",
                kills, acked.total(), acked.writes());
    }
}
