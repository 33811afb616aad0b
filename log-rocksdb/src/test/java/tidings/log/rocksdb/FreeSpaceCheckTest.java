package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreeSpaceCheckTest {
    private static final long MS = 1_000_000;
    private static final long MIN_BYTES = 100L << 20;

    private final AtomicLong left = new AtomicLong(1L << 40);
    private final FreeSpaceCheck check = new FreeSpaceCheck(left::get, MIN_BYTES);

    @Test
    void plentyIsBelievedForAMoment() throws Exception {
        assertThat(check.freeBytes(0)).isEqualTo(1L << 40);
        left.set(1);
        assertThat(check.freeBytes(49 * MS)).isEqualTo(1L << 40);
        assertThat(check.freeBytes(50 * MS)).isEqualTo(1);
    }

    @Test
    void littleIsAskedForEachTime() throws Exception {
        left.set(MIN_BYTES + (256L << 20));
        assertThat(check.freeBytes(0)).isEqualTo(MIN_BYTES + (256L << 20));
        left.set(1);
        assertThat(check.freeBytes(1)).isEqualTo(1);
    }

    @Test
    void whatWasWrittenSinceCounts() throws Exception {
        left.set(MIN_BYTES + (300L << 20));
        check.freeBytes(0);
        left.set(1);
        check.onWritten(43L << 20);
        assertThat(check.freeBytes(1)).isEqualTo(MIN_BYTES + (300L << 20));
        check.onWritten(1L << 20);
        assertThat(check.freeBytes(1)).isEqualTo(1);
    }
}
