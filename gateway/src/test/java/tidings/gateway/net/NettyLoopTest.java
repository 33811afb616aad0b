package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tidings.core.loop.Loop;
import tidings.log.TimeSource;

class NettyLoopTest {
    private final List<String> ran = new ArrayList<>();

    @Test
    void nothingIsRunInline() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            NettyLoop loop = embedded.loop;
            loop.execute(() -> {
                loop.execute(() -> ran.add("second"));
                ran.add("first");
            });
            assertThat(ran).isEmpty();
            embedded.run();
            assertThat(ran).containsExactly("first", "second");
        }
    }

    @Test
    void aTurnEndsWhenNothingElseIsLeftAndWhatItsEndExecutesIsStillInIt() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            NettyLoop loop = embedded.loop;
            loop.execute(() -> {
                loop.atTurnEnd(() -> {
                    ran.add("end 1");
                    loop.execute(() -> ran.add("of end 1"));
                });
                loop.atTurnEnd(() -> ran.add("end 2"));
                loop.execute(() -> {
                    ran.add("task 2");
                    loop.execute(() -> ran.add("task 3"));
                });
                ran.add("task 1");
            });
            embedded.run();
            assertThat(ran).containsExactly("task 1", "task 2", "task 3", "end 1", "of end 1",
                    "end 2");
        }
    }

    @Test
    void anExceptionStopsNeitherTheTurnNorTheLoop() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            embedded.loop.execute(() -> {
                throw new IllegalStateException("on purpose, in a test");
            });
            embedded.loop.atTurnEnd(() -> {
                throw new IllegalStateException("on purpose, in a test");
            });
            embedded.loop.atTurnEnd(() -> ran.add("end"));
            embedded.loop.execute(() -> ran.add("task"));
            embedded.run();
            assertThat(ran).containsExactly("task", "end");
            assertThat(embedded.stops).isEmpty();
        }
    }

    @Test
    void anErrorStopsTheProcess() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            embedded.loop.execute(() -> {
                throw new OutOfMemoryError("on purpose, in a test");
            });
            embedded.run();
            assertThat(embedded.stops).hasSize(1).first().isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void whatWasScheduledRunsInALaterTurnUnlessItIsCancelled() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            NettyLoop loop = embedded.loop;
            loop.schedule(50, () -> ran.add("50"));
            Loop.Timer cancelled = loop.schedule(40, () -> ran.add("40"));
            loop.schedule(0, () -> ran.add("0"));
            assertThat(ran).isEmpty();
            embedded.pass(20);
            assertThat(ran).containsExactly("0");
            cancelled.cancel();
            embedded.pass(40);
            assertThat(ran).containsExactly("0", "50");
        }
    }

    @Test
    void aTimerThatIsDueButHasNotRunCanBeCancelled() {
        try (EmbeddedLoop embedded = new EmbeddedLoop()) {
            NettyLoop loop = embedded.loop;
            Loop.Timer[] timers = new Loop.Timer[1];
            loop.schedule(10, () -> {
                ran.add("first");
                timers[0].cancel();
            });
            timers[0] = loop.schedule(10, () -> ran.add("second"));
            embedded.pass(50);
            assertThat(ran).containsExactly("first");
        }
    }

    @Test
    void tasksOfOneThreadKeepTheirOrderAndRunOnTheLoopsThread() throws InterruptedException {
        int count = 10_000;
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(2 * count);
        try (Loops loops = Loops.start(1, Transport.AUTO, TimeSource.SYSTEM, (_, _) -> {}, 1,
                ConnectionSettings.DEFAULT)) {
            NettyLoop loop = loops.all().getFirst();
            Thread one = Thread.ofPlatform().start(() -> sendAll(loop, count, first, done));
            Thread two = Thread.ofPlatform().start(() -> sendAll(loop, count, second, done));
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            one.join();
            two.join();
            CountDownLatch named = new CountDownLatch(1);
            loop.execute(() -> {
                if (Thread.currentThread().getName().equals("loop-0") && loop.inLoop()) {
                    named.countDown();
                }
            });
            assertThat(named.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.inLoop()).isFalse();
        }
        assertThat(first).isSorted().hasSize(count);
        assertThat(second).isSorted().hasSize(count);
    }

    private static void sendAll(Loop loop, int count, List<Integer> seen, CountDownLatch done) {
        for (int i = 0; i < count; i++) {
            int number = i;
            loop.execute(() -> {
                seen.add(number);
                done.countDown();
            });
        }
    }

    @Test
    void afterTheEndTasksAreDropped() {
        Loops loops = Loops.start(1, Transport.AUTO, TimeSource.SYSTEM, (_, _) -> {}, 1,
                ConnectionSettings.DEFAULT);
        loops.close();
        loops.all().getFirst().execute(() -> ran.add("never"));
        assertThat(ran).isEmpty();
    }

    @Test
    void aLoopThatDiesStopsTheProcess() {
        CompletableFuture<String> stopped = new CompletableFuture<>();
        try (Loops loops = Loops.start(2, Transport.AUTO, TimeSource.SYSTEM,
                (reason, _) -> stopped.complete(reason), 1, ConnectionSettings.DEFAULT)) {
            var _ = loops.all().get(1).eventLoop().shutdownGracefully(0, 0, TimeUnit.SECONDS);
            assertThat(stopped.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("loop-1 ");
        }
    }
}
