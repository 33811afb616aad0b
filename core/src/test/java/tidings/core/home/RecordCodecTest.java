package tidings.core.home;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordCodecTest {
    @Test
    void aRecordOfAnotherVersionIsRefusedAndSaysWhich() {
        assertThatThrownBy(() -> RecordCodec.decode(new byte[]{4, 0, 0, 0, 0}))
                .hasRootCauseMessage("a session's record has version 4 and this build reads 5: "
                        + "use the build that wrote it, or other data");
    }
}
