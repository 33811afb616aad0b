package tidings.gateway.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// A loop and one connection of it in the test's own thread, with stepped time.
final class EmbeddedLoop implements AutoCloseable {
    final ManualTime time = new ManualTime();
    final EmbeddedChannel socket = new EmbeddedChannel();
    final List<Throwable> stops = new ArrayList<>();
    final NettyLoop loop = new NettyLoop(0, socket.eventLoop(), time,
            (_, cause) -> stops.add(cause), new SplittableRandom(1), ConnectionSettings.DEFAULT);

    EmbeddedLoop() {
        socket.freezeTime();
    }

    EmbeddedLoop add(ChannelHandler handler) {
        socket.pipeline().addLast(handler);
        return this;
    }

    /// Runs what is in the queue.
    void run() {
        socket.runPendingTasks();
    }

    /// Lets time pass in small steps and runs what becomes due.
    void pass(long ms) {
        for (long passed = 0; passed < ms; passed += 10) {
            time.ns += TimeUnit.MILLISECONDS.toNanos(10);
            socket.advanceTimeBy(10, TimeUnit.MILLISECONDS);
            socket.runScheduledPendingTasks();
            socket.runPendingTasks();
        }
    }

    @Override
    public void close() {
        socket.finishAndReleaseAll();
    }
}
