package tidings.core.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.NameLimits;

class PublishRateTest {
    private static final ChannelName A = ChannelName.of("a", NameLimits.DEFAULT);
    private static final ChannelName B = ChannelName.of("b", NameLimits.DEFAULT);

    @Test
    void aSecondsWorthAtOnceThenTheRateAndChannelsDoNotShare() {
        PublishRate rate = new PublishRate();
        assertThat(LongStream.range(0, 20).filter(_ -> rate.take(A, 10, 0)).count()).isEqualTo(10);
        assertThat(rate.take(B, 10, 0)).isTrue();
        assertThat(rate.take(A, 10, 50_000_000)).isFalse();
        assertThat(rate.take(A, 10, 100_000_000)).isTrue();
        assertThat(rate.take(A, 10, 100_000_000)).isFalse();
        assertThat(LongStream.range(0, 20).filter(_ -> rate.take(A, 10, 60_000_000_000L)).count())
                .isEqualTo(10);
    }
}
