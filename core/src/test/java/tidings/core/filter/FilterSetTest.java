package tidings.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.NameLimits;

class FilterSetTest {
    private static final int SHARDS = 16;

    private static FilterSet of(String... filters) {
        FilterSet set = FilterSet.EMPTY;
        for (int i = 0; i < filters.length; i++) {
            set = set.with(new FilterSubscription(Filter.of(filters[i]),
                    new FilterOptions(i, false, false, 0), null));
        }
        return set;
    }

    private static ChannelName name(String text) {
        return ChannelName.of(text, NameLimits.DEFAULT);
    }

    @Test
    void namesAndWildcardsMatchTogether() {
        FilterSet set = of("a/b", "a/+", "c/#");
        assertThat(set.matches(name("a/b"))).isTrue();
        assertThat(set.matches(name("c/d/e"))).isTrue();
        assertThat(set.matches(name("b"))).isFalse();
        assertThat(Objects.requireNonNull(set.interestIn(name("a/b"), 0, 1)).qos()).isEqualTo(1);
        assertThat(Objects.requireNonNull(set.interestIn(name("c"), 0, 1)).qos()).isEqualTo(2);
        assertThat(set.interestIn(name("a"), 0, 1)).isNull();
    }

    @Test
    void aNameThatIsNoTopicMatchesNothing() {
        FilterSet set = of("a/#", "#", "+/+");
        for (String text : new String[]{"a/#", "a/#b", "#"}) {
            assertThat(set.matches(name(text))).as(text).isFalse();
            assertThat(set.interestIn(name(text), 0, 1)).as(text).isNull();
        }
    }

    @Test
    void onlyNamesLimitTheShards() {
        int a = name("a").shardOf(SHARDS);
        int b = name("b/c").shardOf(SHARDS);
        assertThat(of("a", "b/c").shards(SHARDS).stream()).containsExactlyInAnyOrder(a, b);
        assertThat(of("a", "+").shards(SHARDS).cardinality()).isEqualTo(SHARDS);
        assertThat(of().shards(SHARDS).cardinality()).isZero();
    }
}
