package tidings.cli.bench;

import java.io.IOException;
import java.time.Duration;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Place;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.Stamp;

/// One run of a load, with its connections, and what must not happen in it.
abstract class BenchRun implements Traffic {
    interface Making {
        BenchRun make() throws IOException, BenchException;
    }

    private static final Duration FORGETTING = Duration.ofSeconds(60);
    private static final int FORGOTTEN_AT_ONCE = 256;

    final Watch watch;
    final Speech speech;
    final Protocol protocol;
    final Swarm swarm;
    final Complaints complaints = new Complaints();

    BenchRun(Target target, int payloadBytes, Watch watch) throws IOException, BenchException {
        this.watch = watch;
        this.speech = target.speech();
        this.protocol = target.protocol(new Stamp(payloadBytes));
        this.swarm = new Swarm(target.endpoint(), protocol, this);
    }

    static Report run(Making making) throws BenchException {
        try {
            BenchRun run = making.make();
            try (Swarm swarm = run.swarm) {
                Report report = run.measure(swarm);
                if (run.speech.hasSessions()) {
                    swarm.endSessions(FORGOTTEN_AT_ONCE, FORGETTING);
                }
                return report;
            }
        } catch (IOException e) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "the system refused: " + e.getMessage(), e);
        }
    }

    Errand subscription(String channel) {
        return Errand.subscribe(channel, speech.keepsSessions());
    }

    static void hold(Swarm swarm, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            swarm.turn(Schedule.WAIT_NANOS);
        }
    }

    abstract Report measure(Swarm swarm) throws BenchException, IOException;

    @Override
    public void onReady(Connection connection, Place place, long now) {
        // all are awaited together
    }

    @Override
    public void onRefused(Connection connection, int id, String error) {
        complaints.refused(error);
    }

    @Override
    public void onForeign(Connection connection, String text) {
        complaints.foreign(text);
    }

    @Override
    public void onLost(Connection connection, String why) {
        complaints.lostConnection(why);
    }
}
