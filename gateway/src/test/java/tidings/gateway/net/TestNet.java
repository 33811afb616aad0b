package tidings.gateway.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tidings.log.TimeSource;

/// Loops and a listener on a free port of 127.0.0.1.
public final class TestNet implements AutoCloseable {
    public final List<Throwable> stops = new CopyOnWriteArrayList<>();
    public final Loops loops;
    public final Listener listener;

    public TestNet(Router router) {
        this(router, HttpSettings.DEFAULT, OutboxSettings.DEFAULT, Transport.AUTO, 1);
    }

    public TestNet(Router router, HttpSettings http, OutboxSettings outbox, Transport transport,
            int count) {
        this(router, http, outbox, transport, count, ConnectionSettings.DEFAULT);
    }

    public TestNet(Router router, HttpSettings http, OutboxSettings outbox, Transport transport,
            int count, ConnectionSettings connections) {
        loops = Loops.start(count, transport, TimeSource.SYSTEM,
                (reason, cause) -> stops.add(new AssertionError(reason, cause)), 1,
                connections);
        listener = Listener.http(loops, "127.0.0.1", 0, router, OriginPolicy.loopback(Set.of()),
                http, outbox, ProxyProtocol.NONE);
    }

    /// Those that work here: containers often forbid io_uring.
    public static Stream<Transport> transports() {
        return Stream.of(Transport.values()).filter(transport -> switch (transport) {
            case AUTO, NIO -> true;
            case EPOLL -> Epoll.isAvailable();
            case IO_URING -> IoUring.isAvailable();
        });
    }

    public static HttpSettings patience(Duration request, Duration idle) {
        HttpSettings d = HttpSettings.DEFAULT;
        return new HttpSettings(d.requestLineBytesMax(), d.headerBytesMax(), d.headersMax(),
                d.bodyBytesMax(), d.pipelinedMax(), request, idle);
    }

    public RawPeer connect() {
        return new RawPeer(listener.port());
    }

    public NettyLoop loop() {
        return loops.all().getFirst();
    }

    /// Runs something in the first loop and waits for what it gives.
    public <T> T inLoop(Supplier<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop().execute(() -> {
            try {
                result.complete(step.get());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
        if (!stops.isEmpty()) {
            throw new AssertionError("the process would have stopped", stops.getFirst());
        }
    }
}
