package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSyntaxTest {
    private static final SubscriptionOptions OPTIONS = new SubscriptionOptions(0, false, false, 0);

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//", "a/b/c", "/a", "a/", "#", "+", "+/+", "/+", "+/", "a/#",
            "a/+/b", "+/#", "/#", "//#", " ", "$SYS/#", "$share", "$shared/x", "$share/g/a",
            "$share/g/#", "$share/g//", "$share/g/+/a", "$share/g/$share/h", "é/😀/\ufeff"})
    void filtersThatAreRight(String filter) {
        assertThatCode(() -> TopicSyntax.checkFilter(filter, Version.V5))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "#a", "#/", "#/a", "a/#/b", "a/b#", "##", "a+", "+a", "++",
            "a/b+/c", "a/+b", "+#", "#+", "a/+#", "$share/", "$share/g", "$share/g/", "$share//a",
            "$share/+/a", "$share/#/a", "$share/g+/a", "$share/g/a#", "$share/g/+a",
            "$share/g/#/a"})
    void filtersThatAreWrong(String filter) {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> TopicSyntax.checkFilter(filter, Version.V5))
                .matches(e -> e.reason() == ReasonCode.MALFORMED_PACKET)
                .withMessageContaining(filter);
    }

    /// It knows no shares, and so no wrong ones.
    @ParameterizedTest
    @ValueSource(strings = {"$share/", "$share/g", "$share/g/", "$share//a", "$share/+/a"})
    void in311ABrokenShareIsAFilterLikeAnyOther(String filter) {
        assertThatCode(() -> TopicSyntax.checkFilter(filter, Version.V3_1_1))
                .doesNotThrowAnyException();
        Subscribe.Filter plain = new Subscribe.Filter(filter, OPTIONS);
        assertThat(plain.shareName()).isNull();
        assertThat(plain.topicFilter()).isEqualTo(filter);
    }

    @Test
    void aLongFilterIsShownInPart() {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> TopicSyntax.checkFilter("😀".repeat(20_000) + "#",
                        Version.V5))
                .withMessageContaining("😀…'").matches(e -> e.sentence().length() < 200);
    }

    @Test
    void aSharedFilterHasANameAndAFilter() {
        Subscribe.Filter shared = new Subscribe.Filter("$share/group/a/#", OPTIONS);
        assertThat(shared.shareName()).isEqualTo("group");
        assertThat(shared.topicFilter()).isEqualTo("a/#");
        Subscribe.Filter plain = new Subscribe.Filter("$share", OPTIONS);
        assertThat(plain.shareName()).isNull();
        assertThat(plain.topicFilter()).isEqualTo("$share");
    }
}
