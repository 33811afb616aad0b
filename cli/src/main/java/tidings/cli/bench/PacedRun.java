package tidings.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import tidings.cli.bench.system.Cores;

/// A run that publishes for a while, of which the end is measured.
///
/// Open loop: each message is due at a time that was fixed before, and its latency counts from
/// there, so that a stall of the server, or of this, is seen. Closed loop: a message is followed by
/// the next when it has arrived; what that means is the run's.
abstract class PacedRun extends BenchRun {
    final List<Publisher> publishers = new ArrayList<>();
    final Histogram latency = Histograms.create();
    final Histogram lateness = Histograms.create();
    Schedule schedule = Schedule.NEVER;
    boolean publishing;
    boolean measuring;
    long published;
    long answered;
    long lastProgressNanos;
    private int turn;

    PacedRun(Target target, int payloadBytes, Watch watch) throws IOException, BenchException {
        super(target, payloadBytes, watch);
    }

    /// @param publisher its place in the list
    /// @return whether there was room for it
    abstract boolean publish(int publisher, long due);

    /// Whether nothing has come for so long that the run is over.
    abstract boolean isStalled();

    /// Whether all that was published has arrived.
    abstract boolean isDone();

    void checkWindow(int window) throws BenchException {
        int most = swarm.unansweredMax();
        if (speech.answers() && window > most) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "the server takes at most %d unanswered publishes of a client: a smaller --window"
                            .formatted(most));
        }
    }

    /// All connections are ready.
    ///
    /// @param rate of each publisher; 0 in closed loop
    Use runPaced(double rate, Duration warmup, Duration duration, Duration drain)
            throws IOException, BenchException {
        schedule = Schedule.startingNow(rate * publishers.size(), warmup, duration);
        lastProgressNanos = System.nanoTime();
        publishing = true;
        while (System.nanoTime() < schedule.measureNanos() && !isStalled()) {
            swarm.turn(schedule.untilDue());
        }
        if (Cores.pinned()) {
            if (rate > 0) {
                // A closed loop has no latency to spoil, and needs its compiler.
                Cores.favourThisThread();
            }
            swarm.stayAwake();
        }
        Watch.Look before = watch.look();
        schedule.measureFrom(before.nanos());
        long idleBefore = swarm.idleNanos();
        measuring = true;
        while (System.nanoTime() < schedule.stopNanos() && !isStalled()) {
            swarm.turn(schedule.untilDue());
        }
        measuring = false;
        publishing = false;
        long idle = swarm.idleNanos() - idleBefore;
        Watch.Look after = watch.look();
        long end = System.nanoTime() + drain.toNanos();
        while (System.nanoTime() < end && !isDone()) {
            swarm.turn(Schedule.WAIT_NANOS);
        }
        return Use.between(watch, before, after, idle);
    }

    /// Open loop: publishes all that is due, one publisher after the other.
    void publishDue(long now) {
        boolean any = false;
        for (long due = schedule.dueNanos(); due <= now
                && due < schedule.stopNanos(); due = schedule.dueNanos()) {
            if (!publish(turn, due)) {
                break;
            }
            if (measuring && due >= schedule.measureNanos()) {
                Histograms.record(lateness, now - due);
            }
            turn = turn + 1 < publishers.size() ? turn + 1 : 0;
            schedule.next();
            any = true;
        }
        if (any) {
            swarm.flush();
        }
    }
}
