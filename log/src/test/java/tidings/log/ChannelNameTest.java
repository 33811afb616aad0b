package tidings.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "room:7", "a/../b", "/", "//", "Räume/日本", "a b", "😀", "$x",
            "a#b"})
    void legalNamesAreKeptByteForByte(String name) {
        assertThat(ChannelName.of(name, NameLimits.DEFAULT).value()).isEqualTo(name);
        assertThat(ChannelName.ofStored(ChannelName.of(name, NameLimits.DEFAULT).utf8()))
                .isEqualTo(ChannelName.of(name, NameLimits.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a+b", "a\u0000", "a\nb", "\u0085", "\ud800", "a\udc00b",
            "\ud800x"})
    void illegalNamesAreRefusedWithTheirReason(String name) {
        assertThatThrownBy(() -> ChannelName.of(name, NameLimits.DEFAULT))
                .isInstanceOf(IllegalNameException.class)
                .hasMessageStartingWith("a channel name must");
    }

    @Test
    void lengthIsCountedInBytesAndLevelsBySlashes() {
        assertThat(ChannelName.of("x".repeat(255), NameLimits.DEFAULT).utf8()).hasSize(255);
        assertThatThrownBy(() -> ChannelName.of("x".repeat(256), NameLimits.DEFAULT))
                .hasMessage("a channel name must have at most 255 bytes, not 256");
        assertThatThrownBy(() -> ChannelName.of("é".repeat(128), NameLimits.DEFAULT))
                .hasMessage("a channel name must have at most 255 bytes, not 256");
        ChannelName.of("/".repeat(31), NameLimits.DEFAULT);
        assertThatThrownBy(() -> ChannelName.of("/".repeat(32), NameLimits.DEFAULT))
                .hasMessage("a channel name must have at most 32 levels, not 33");
    }

    @Test
    void composedAndDecomposedSpellingsAreTwoChannels() {
        assertThat(ChannelName.of("é", NameLimits.DEFAULT))
                .isNotEqualTo(ChannelName.of("e\u0301", NameLimits.DEFAULT));
    }

    /// The hash is part of the data format: these values must never change.
    @Test
    void hashOfANameIsFixed() {
        Map<String, Integer> shards = new HashMap<>();
        for (String name : new String[]{"a", "news", "room:7", "Räume/日本"}) {
            shards.put(name, ChannelName.of(name, NameLimits.DEFAULT).shardOf(16));
        }
        assertThat(shards).isEqualTo(Map.of("a", 11, "news", 15, "room:7", 13, "Räume/日本", 15));
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            counts[ChannelName.of("room:" + i, NameLimits.DEFAULT).shardOf(16)]++;
        }
        assertThat(java.util.Arrays.stream(counts)).allMatch(count -> count > 850 && count < 1150);
    }
}
