package tidings.testkit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tidings.core.loop.LoopReads;

class LoopReadsTest {
    private static final long PAGE = 100_000;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final SimulatedLoop loop = new SimulatedLoop(world, 0, 0);
    private final LoopReads reads = new LoopReads(loop, 4 * PAGE);
    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();

    private void ask(long bytes) {
        loop.runNow(() -> reads.ask(bytes, () -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }, (answer, failure) -> replies
                .add(answer != null ? answer : "failed: " + failure.getMessage())));
    }

    @Test
    void whatIsOnItsWayIsBoundedAndTheRestComesInOrder() {
        for (int n = 0; n < 5; n++) {
            ask(PAGE);
        }
        assertThat(asked).hasSize(2);
        assertThat(reads.bytes()).isEqualTo(2 * PAGE);
        assertThat(reads.waiting()).isEqualTo(3);
        asked.get(1).complete("second");
        world.runFor(10);
        assertThat(replies).containsExactly("second");
        assertThat(asked).hasSize(3);
        asked.get(0).completeExceptionally(new IllegalStateException("closed"));
        asked.get(2).complete("third");
        world.runFor(10);
        assertThat(replies).containsExactlyInAnyOrder("second", "failed: closed", "third");
        assertThat(asked).hasSize(5);
        asked.get(3).complete("fourth");
        asked.get(4).complete("fifth");
        world.runFor(10);
        assertThat(replies).hasSize(5);
        assertThat(reads.bytes()).isZero();
        assertThat(reads.waiting()).isZero();
    }

    @Test
    void whoScansWaitsInAnotherLine() {
        for (int n = 0; n < 5; n++) {
            loop.runNow(() -> reads.askToScan(PAGE, CompletableFuture<String>::new, (_, _) -> {}));
        }
        assertThat(reads.waiting()).isEqualTo(3);
        ask(PAGE);
        assertThat(asked).hasSize(1);
        assertThat(reads.bytes()).isEqualTo(3 * PAGE);
    }

    /// One may be larger than all that may be on its way; and small ones count for an entry.
    @Test
    void oneAloneIsAlwaysAskedFor() {
        ask(5 * PAGE);
        ask(1);
        assertThat(asked).hasSize(1);
        asked.getFirst().complete("large");
        world.runFor(10);
        assertThat(asked).hasSize(2);
        assertThat(reads.bytes()).isEqualTo(64 * 1024);
    }

    @Test
    void aQuestionThatThrowsIsAnsweredToo() {
        loop.runNow(() -> reads.<String>ask(PAGE, () -> {
            throw new IllegalStateException("on purpose");
        }, (_, failure) -> replies.add(failure.getMessage())));
        world.runFor(10);
        assertThat(replies).containsExactly("on purpose");
        assertThat(reads.bytes()).isZero();
    }
}
