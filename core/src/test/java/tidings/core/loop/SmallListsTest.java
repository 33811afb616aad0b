package tidings.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmallListsTest {
    @Test
    void theyAreWhatAnyListIs() {
        SplittableRandom random = new SplittableRandom(1);
        List<Integer> small = List.of();
        List<Integer> plain = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            int value = random.nextInt(4);
            switch (random.nextInt(5)) {
                case 0 -> {
                    small = SmallLists.with(small, value);
                    plain.add(value);
                }
                case 1 -> {
                    if (!plain.isEmpty()) {
                        int index = random.nextInt(plain.size());
                        small = SmallLists.set(small, index, value);
                        plain.set(index, value);
                    }
                }
                case 2 -> {
                    if (plain.size() < 100) {
                        small = SmallLists.joined(small, List.of(value));
                        small = SmallLists.joined(List.of(), small);
                        plain.add(value);
                    }
                }
                case 3 -> {
                    if (!plain.isEmpty()) {
                        small = SmallLists.withoutLast(small);
                        plain.removeLast();
                    }
                }
                default -> {
                    small = SmallLists.without(small, each -> each == value);
                    plain.removeIf(each -> each == value);
                }
            }
            assertThat(small).isEqualTo(plain);
        }
    }
}
