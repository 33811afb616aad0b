package tidings.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.log.ChannelName;
import tidings.log.NameLimits;

class WindowTest {
    private static InFlight sentAs(int packetId, boolean released) {
        return new InFlight(packetId, packetId, 0, packetId,
                ChannelName.of("news", NameLimits.DEFAULT), "epoch", packetId, 2, released, false,
                false, new int[0], null);
    }

    @Test
    void identifiersGoAroundWithoutZeroAndSkipWhatIsInUse() {
        Window window = new Window(10, List.of(), 0);
        Set<Integer> inUse = Set.of(1, 2, 300, 65_535);
        inUse.forEach(id -> window.put(sentAs(id, id == 300)));
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 65_535 - inUse.size(); i++) {
            assertThat(given.add(window.nextId())).isTrue();
        }
        assertThat(given).doesNotContainAnyElementsOf(inUse).allMatch(id -> id > 0 && id < 65_536);
        assertThat(window.nextId()).as("once around").isEqualTo(3);
    }

    @Test
    void aSessionThatIsTakenUpGoesOnBehindItsLastIdentifier() {
        Window window = new Window(10, List.of(sentAs(7, false), sentAs(8, true)), 0);
        assertThat(window.nextId()).isEqualTo(9);
    }
}
