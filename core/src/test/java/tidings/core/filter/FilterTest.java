package tidings.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    @ParameterizedTest
    @CsvSource({"a, a", "a/b, a/b", "a/+, a/b", "a/+, a/", "+/b, /b", "+/+, /finance",
            "/+, /finance", "#, a", "#, a/b/c", "#, /", "a/#, a", "a/#, a/", "a/#, a/b/c",
            "a/+/#, a/b", "a/+/#, a/b/c", "+/+/+, a//c", "$SYS/#, $SYS/a", "$SYS/+, $SYS/a",
            "sport/tennis/+, sport/tennis/player1", "sport/+, sport/"})
    void matches(String filter, String name) {
        assertThat(Filter.of(filter).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a, b", "a, a/b", "a/b, a", "a/+, a", "a/+, a/b/c", "+, /finance", "+, a/b",
            "/finance, finance", "a/#, ab", "a/#, b/a", "#, $SYS/a", "+/a, $SYS/a", "+, $x",
            "A, a", "a/b/#, a", "sport/+, sport"})
    void doesNotMatch(String filter, String name) {
        assertThat(Filter.of(filter).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "a/#/b", "#/a", "a+", "+a", "a/b+/c", "a/#b", "##", "++"})
    void isNoFilter(String text) {
        assertThatThrownBy(() -> Filter.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a/+, a/", "a/#, a", "#, ''", "+/a, ''", "a/+/b/#, a/", "/#, ''"})
    void literalPrefixIsWhatEveryMatchBeginsWith(String filter, String prefix) {
        assertThat(Filter.of(filter).literalPrefix()).isEqualTo(prefix);
    }

    /// Against a matcher that is as simple as the standard's text.
    @Test
    void matchesAsTheStandardSays() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> levels = List.of("", "a", "b", "$x", "+", "#");
        for (int i = 0; i < 200_000; i++) {
            String filter = joined(random, levels, 1 + random.nextInt(4));
            String name = joined(random, levels.subList(0, 4), 1 + random.nextInt(4));
            boolean legal = !filter.isEmpty() && (filter.indexOf('#') < 0
                    || filter.indexOf('#') == filter.length() - 1);
            if (legal && !name.isEmpty()) {
                assertThat(Filter.of(filter).matches(name)).as("%s ∋ %s", filter, name)
                        .isEqualTo(simple(filter.split("/", -1), name.split("/", -1), 0));
            }
        }
    }

    private static String joined(SplittableRandom random, List<String> levels, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : "/").append(levels.get(random.nextInt(levels.size())));
        }
        return text.toString();
    }

    private static boolean simple(String[] filter, String[] name, int at) {
        if (at < filter.length && filter[at].equals("#")) {
            return at > 0 || !name[0].startsWith("$");
        }
        if (at == filter.length || at == name.length) {
            boolean parent = at == name.length && at == filter.length - 1
                    && filter[at].equals("#");
            return (at == filter.length && at == name.length) || parent;
        }
        boolean fits = filter[at].equals(name[at])
                || (filter[at].equals("+") && (at > 0 || !name[0].startsWith("$")));
        return fits && simple(filter, name, at + 1);
    }
}
