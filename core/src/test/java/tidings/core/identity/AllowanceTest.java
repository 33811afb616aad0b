package tidings.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    @Test
    void anHoursWorthMayBeTakenAtOnceAndComesBackEvenly() {
        Allowance allowance = new Allowance(60, Duration.ofHours(1));
        long now = -5;
        for (int i = 0; i < 60; i++) {
            assertThat(allowance.available(now)).as("%d", i).isTrue();
            allowance.take(now);
        }
        assertThat(allowance.available(now)).isFalse();
        assertThat(allowance.available(now + TimeUnit.SECONDS.toNanos(59))).isFalse();
        assertThat(allowance.available(now + TimeUnit.SECONDS.toNanos(60))).isTrue();
        allowance.take(now + TimeUnit.SECONDS.toNanos(60));
        assertThat(allowance.available(now + TimeUnit.SECONDS.toNanos(60))).isFalse();
    }
}
