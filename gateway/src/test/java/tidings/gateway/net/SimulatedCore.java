package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.ShardLimits;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.Rules;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// A server's core and its sockets in a simulated world, for tests that go on step by step.
public final class SimulatedCore implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int WIRE_BYTES = 1 << 20;

    public final SimulatedWorld world;
    public final SimulatedNet net;
    public final Tidings tidings;
    private final List<String> stops = new ArrayList<>();

    public SimulatedCore(long seed, Rules rules) {
        world = new SimulatedWorld(seed);
        List<SimulatedLoop> loops = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            loops.add(new SimulatedLoop(world, i, 8));
        }
        net = new SimulatedNet(world, loops, this::onStop);
        SimulatedLog log = new SimulatedLog(world, new SimulatedStore(3, world.random()),
                SimulatedLogSettings.CALM, this::onStop);
        tidings = new Tidings(net.loops(), log, rules, new ShardLimits(10_000, 0, 50), 4 << 20,
                NewChannelLimits.DEFAULT,
                new LoopLimits(Integer.MAX_VALUE, 200_000, 200_000, Long.MAX_VALUE),
                this::onStop);
    }

    private void onStop(String reason, Throwable cause) {
        stops.add(reason + ": " + cause);
    }

    /// A connection whose handshake as a WebSocket is over.
    public SimulatedSocket webSocket(WebSocketListener listener) {
        return net.open(0, WIRE_BYTES, listener, WebSocketSettings.DEFAULT, OutboxSettings.DEFAULT,
                () -> {});
    }

    public SimulatedSocket http(Router router) {
        HttpServer server = new HttpServer(router, OriginPolicy.loopback(Set.of()),
                HttpSettings.DEFAULT, OutboxSettings.DEFAULT, new AddressCounts(0));
        return net.openHttp(0, WIRE_BYTES, server);
    }

    @Override
    public void close() {
        net.kill();
        world.runFor(1_000);
        assertThat(stops).isEmpty();
    }
}
