package tidings.gateway.net;

import java.util.ArrayList;
import java.util.List;
import tidings.log.FailStop;
import tidings.log.TimeSource;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// The net package on simulated loops: everything of it but the operating system's sockets.
public final class SimulatedNet {
    private final List<SimulatedLoop> simulated;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final List<List<SimulatedSocket>> sockets = new ArrayList<>();

    public SimulatedNet(SimulatedWorld world, List<SimulatedLoop> loops, FailStop failStop) {
        this.simulated = loops;
        TimeSource time = new TimeSource() {
            @Override
            public long wallMs() {
                return world.nowMs();
            }

            @Override
            public long monotonicNs() {
                return world.nowMs() * 1_000_000;
            }
        };
        for (SimulatedLoop loop : loops) {
            this.sockets.add(new ArrayList<>());
            this.loops.add(new NettyLoop(loop.index(), new SimulatedEventLoop(loop), time,
                    failStop, world.random(), ConnectionSettings.DEFAULT));
        }
    }

    public List<NettyLoop> loops() {
        return loops;
    }

    /// Lets go of every buffer that a connection holds.
    public void kill() {
        for (int i = 0; i < simulated.size(); i++) {
            List<SimulatedSocket> here = sockets.get(i);
            simulated.get(i).runNow(() -> here.stream().filter(SimulatedSocket::isRegistered)
                    .forEach(socket -> {
                        var _ = socket.close();
                    }));
        }
    }

    /// A WebSocket after its handshake.
    ///
    /// @param onSent called when something is on the wire, or the socket was closed
    public SimulatedSocket open(int loop, int wireBytes, WebSocketListener listener,
            WebSocketSettings settings, OutboxSettings outbox, Runnable onSent) {
        SimulatedSocket socket = new SimulatedSocket(simulated.get(loop), wireBytes, onSent);
        NettyLoop nettyLoop = loops.get(loop);
        socket.config().setWriteBufferWaterMark(
                new io.netty.channel.WriteBufferWaterMark(outbox.lowBytes(), outbox.highBytes()));
        sockets.get(loop).add(socket);
        simulated.get(loop).execute(() -> {
            var _ = nettyLoop.eventLoop().register(socket);
            WebSocketConnection connection = new WebSocketConnection(socket, nettyLoop, listener,
                    settings, outbox);
            socket.pipeline().addLast(connection);
            connection.open();
        });
        return socket;
    }

    SimulatedSocket openHttp(int loop, int wireBytes, HttpServer server) {
        SimulatedSocket socket = new SimulatedSocket(simulated.get(loop), wireBytes, () -> {});
        NettyLoop nettyLoop = loops.get(loop);
        sockets.get(loop).add(socket);
        simulated.get(loop).execute(() -> {
            Pipeline.assemble(socket, nettyLoop, server);
            var _ = nettyLoop.eventLoop().register(socket);
        });
        return socket;
    }
}
