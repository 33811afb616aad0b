package tidings.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerPatternTest {
    private static final OwnerPattern DEVICE = new OwnerPattern("devices/%c/**");
    private static final OwnerPattern USER = new OwnerPattern("users:%u");

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "#", "*", "**", "a/b", "a:b", "a*", "%u", "%c", "$SYS", "a#",
            "lamp\n", "lamp\u0000"})
    void anIdThatCouldWidenThePatternOwnsNothing(String id) {
        for (String name : new String[]{"devices/a/b/c", "devices/a/x", "devices/" + id + "/x",
                "devices//x", "devices/lamp/x"}) {
            assertThat(DEVICE.matches(name, "alice", id)).as(name).isFalse();
        }
        for (String name : new String[]{"users:a", "users:" + id, "users:", "users:a:b"}) {
            assertThat(USER.matches(name, id, "lamp")).as(name).isFalse();
        }
    }

    @Test
    void anIdFillsItsLevelAndNoOther() {
        assertThat(DEVICE.matches("devices/lamp/x", "", "lamp")).isTrue();
        assertThat(DEVICE.matches("devices/lamp/x/y", "", "lamp")).isTrue();
        assertThat(DEVICE.matches("devices/lamp2/x", "", "lamp")).isFalse();
        assertThat(DEVICE.matches("devices/lam/x", "", "lamp")).isFalse();
        assertThat(new OwnerPattern("%u/%c").matches("a/b", "a", "b")).isTrue();
        assertThat(new OwnerPattern("%u/%c").matches("b/a", "a", "b")).isFalse();
    }

    @Test
    void idsAreComparedByteByByte() {
        assertThat(USER.matches("users:Alice", "alice", "")).isFalse();
        assertThat(USER.matches("users:a.b@c", "a.b@c", "")).isTrue();
        assertThat(USER.matches("users:axb@c", "a.b@c", "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/**", "devices/x%c", "devices/%c-x/**", "%", "a/%d/%c",
            "***/%c",
            "%c%u"})
    void aPatternThatMeansNothingIsRefused(String pattern) {
        assertThatThrownBy(() -> new OwnerPattern(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
