package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
    @SuppressWarnings("deprecation")
    private final RecvByteBufAllocator.Handle handle = new ReadSizes().newHandle();

    /// @return how much the next read asks for
    private int after(int bytesRead) {
        handle.lastBytesRead(bytesRead);
        handle.readComplete();
        return handle.guess();
    }

    @Test
    void aBufferThatWasFilledIsFollowedByALargerOneUpToABound() {
        assertThat(handle.guess()).isEqualTo(2_048);
        assertThat(after(2_048)).isEqualTo(8_192);
        assertThat(after(8_191)).isEqualTo(8_192);
        assertThat(after(8_192)).isEqualTo(32_768);
        assertThat(after(32_768)).isEqualTo(65_536);
        assertThat(after(65_536)).isEqualTo(65_536);
    }

    @Test
    void twoThatWereHalfEmptyAreFollowedByASmallerOneDownToABound() {
        assertThat(after(10)).isEqualTo(2_048);
        assertThat(after(1_500)).isEqualTo(2_048);
        assertThat(after(1_024)).isEqualTo(2_048);
        assertThat(after(1_024)).isEqualTo(1_024);
        for (int n = 0; n < 10; n++) {
            after(1);
        }
        assertThat(handle.guess()).isEqualTo(512);
    }

    @Test
    void oneBufferIsReadAtATime() {
        handle.lastBytesRead(2_048);
        assertThat(handle.continueReading()).isFalse();
    }
}
