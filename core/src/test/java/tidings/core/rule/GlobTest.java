package tidings.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({"**,a/b:c,true", "*,abc,true", "*,a/b,false", "*,a:b,false", "room:*,room:7,true",
            "room:*,room:,true", "room:*,room:7:x,false", "room:**,room:7:x/y,true",
            "a/*/c,a/b/c,true", "a/*/c,a/b/b/c,false", "a/**/c,a/b/b/c,true", "a*c*e,abcde,true",
            "a*c*e,abde,false", "*x,aaax,true", "**x,a/b/x,true", "abc,abc,true", "abc,abcd,false",
            "abc,ab,false", "a.c,abc,false", "a?c,abc,false", "*a*a*a*b,aaaaaaaaaa,false"})
    void oneStarStaysInItsLevelAndTwoCrossThem(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void anEvilPatternCostsNoMoreThanItsLengthTimesTheNames() {
        Glob evil = new Glob("*a".repeat(60) + "b");
        String name = "a".repeat(255);
        assertThat(org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(1),
                () -> evil.matches(name))).isFalse();
    }

    @Test
    void patternsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new Glob("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> new Glob("a***")).hasMessageContaining("***");
    }
}
