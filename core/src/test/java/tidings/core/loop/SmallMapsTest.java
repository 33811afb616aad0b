package tidings.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmallMapsTest {
    @Test
    void theyAreWhatAnyMapIsAndKeepTheOrder() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, Integer> small = Map.of();
        Map<Integer, Integer> plain = new LinkedHashMap<>();
        for (int step = 0; step < 10_000; step++) {
            int key = random.nextInt(4);
            if (random.nextBoolean()) {
                small = SmallMaps.with(small, key, step);
                plain.put(key, step);
            } else {
                small = SmallMaps.without(small, key);
                plain.remove(key);
            }
            assertThat(small).containsExactlyEntriesOf(plain);
        }
    }
}
