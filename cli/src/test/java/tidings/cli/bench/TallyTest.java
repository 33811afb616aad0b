package tidings.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(List.of(0, 0, 1), 3);

    private void deliver(int... sequences) {
        for (int sequence : sequences) {
            tally.onDelivery(0, 0, 0, sequence);
        }
    }

    @Test
    void whatComesInOrderIsReceivedOnce() {
        deliver(0, 1, 2, 3);
        assertThat(tally.received).isEqualTo(4);
        assertThat(tally.duplicates + tally.reordered + tally.misrouted).isZero();
    }

    @Test
    void aSecondOneIsADuplicateHoweverOldItIs() {
        deliver(0, 1, 1, 0);
        assertThat(tally.duplicates).isEqualTo(2);
        for (int i = 2; i < 200; i++) {
            deliver(i);
        }
        deliver(3);
        assertThat(tally.duplicates).isEqualTo(3);
        assertThat(tally.received).isEqualTo(200);
    }

    @Test
    void aLateOneIsOutOfOrderAndNoLongerMissing() {
        deliver(0, 2, 1, 3);
        assertThat(tally.reordered).isEqualTo(1);
        assertThat(tally.received).isEqualTo(4);
        deliver(1, 2);
        assertThat(tally.duplicates).isEqualTo(2);
    }

    @Test
    void aGapWiderThanWhatIsRememberedLosesNothingElse() {
        deliver(0, 500, 501, 500);
        assertThat(tally.received).isEqualTo(3);
        assertThat(tally.duplicates).isEqualTo(1);
    }

    @Test
    void publishersOfARoomAreCountedApart() {
        tally.onDelivery(0, 0, 0, 0);
        tally.onDelivery(0, 0, 1, 0);
        tally.onDelivery(1, 0, 1, 0);
        assertThat(tally.received).isEqualTo(3);
        assertThat(tally.duplicates).isZero();
    }

    @Test
    void whatIsOfAnotherRoomOrOfNobodyIsMisrouted() {
        tally.onDelivery(0, 0, 2, 0);
        tally.onDelivery(0, 0, 3, 0);
        tally.onDelivery(0, 0, -1, 0);
        tally.onDelivery(0, 0, 0, -1);
        assertThat(tally.misrouted).isEqualTo(4);
        assertThat(tally.received).isZero();
    }

    @Test
    void subscribersOfARoomSeeOneOrder() {
        for (int subscriber : new int[]{0, 1}) {
            tally.onDelivery(subscriber, 0, 0, 0);
            tally.onDelivery(subscriber, 0, 1, 0);
        }
        tally.onDelivery(2, 0, 1, 0);
        tally.onDelivery(2, 0, 0, 0);
        assertThat(tally.reordered).isZero();
        assertThat(tally.disagreeing(3)).isEqualTo(1);
    }
}
