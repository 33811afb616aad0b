package tidings.gateway.centrifuge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.core.loop.Loop;
import tidings.gateway.net.OutboxSettings;
import tidings.gateway.net.SimulatedNet;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.NameLimits;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;
import tidings.testkit.simulation.Simulation;
import tidings.testkit.simulation.SimulatedConnection;
import tidings.testkit.simulation.SimulatedDoor;

/// The Centrifuge door in a simulation, JSON and Protobuf: frames, sessions, outboxes, loops and
/// timers are the server's own; only the operating system is missing.
final class SimulatedCentrifugeDoor implements SimulatedDoor {
    private final List<String> failures = new ArrayList<>();
    private @Nullable SimulatedWorld world;
    private @Nullable SimulatedNet net;
    private CentrifugeSettings settings = CentrifugeSettings.DEFAULT;
    private OutboxSettings outbox = OutboxSettings.DEFAULT;

    /// Runs the schedule of a seed; whatever is logged as an error breaks it, too.
    static List<String> run(long seed) {
        SimulatedCentrifugeDoor door = new SimulatedCentrifugeDoor();
        ErrorsLogged errors = new ErrorsLogged(door.failures);
        Logger logger = Logger.getLogger("tidings");
        logger.addHandler(errors);
        try {
            return Simulation.run(seed, door);
        } finally {
            logger.removeHandler(errors);
        }
    }

    @Override
    public List<? extends Loop> start(SimulatedWorld world, List<SimulatedLoop> loops) {
        this.world = world;
        SimulatedNet fresh = new SimulatedNet(world, loops,
                (reason, cause) -> failures.add("FailStop: " + reason + ": " + cause));
        net = fresh;
        // More than the largest reply: who can't take that can't ever be told of members.
        int high = 1_000 + world.random().nextInt(1_500);
        outbox = new OutboxSettings(high, 1 + world.random().nextInt(high),
                Duration.ofSeconds(30));
        settings = new CentrifugeSettings(WebSocketSettings.DEFAULT, Duration.ofSeconds(25),
                Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(25), 16, 1_000,
                100,
                1 + world.random().nextInt(20), 300, 1 + world.random().nextInt(100),
                NameLimits.DEFAULT, "simulated");
        return fresh.loops();
    }

    @Override
    public void kill() {
        java.util.Objects.requireNonNull(net).kill();
    }

    @Override
    public SimulatedConnection connect(Tidings tidings, int loop,
            SimulatedConnection.Client client, int wireMax) {
        ClientCodec codec = client.index() % 2 == 0 ? ClientCodec.JSON : ClientCodec.PROTOBUF;
        CentrifugeSession session = new CentrifugeSession(tidings, Authenticator.everybody(),
                settings,
                codec == ClientCodec.JSON ? Format.WEBSOCKET_JSON : Format.WEBSOCKET_PROTOBUF);
        return new SimulatedCentrifugeClient(java.util.Objects.requireNonNull(world), client,
                codec, java.util.Objects.requireNonNull(net), loop, wireMax * 60, session,
                settings.webSocket(), outbox);
    }

    /// Nobody has a token here.
    @Override
    public String user(int client) {
        return "";
    }

    @Override
    public boolean clientsPublish() {
        return true;
    }

    @Override
    public List<String> failures() {
        return failures;
    }

    private static final class ErrorsLogged extends Handler {
        private final List<String> failures;

        private ErrorsLogged(List<String> failures) {
            this.failures = failures;
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                failures.add("logged: " + record.getMessage() + ": " + record.getThrown());
            }
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
