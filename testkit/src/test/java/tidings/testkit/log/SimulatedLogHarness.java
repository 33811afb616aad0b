package tidings.testkit.log;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import tidings.log.FailStop;
import tidings.log.Log;

/// A simulated log that is driven until what is waited for has happened.
final class SimulatedLogHarness implements LogHarness {
    private static final FailStop NONE = (reason, cause) -> {
        throw new AssertionError(reason, cause);
    };

    private final SteppedScheduler scheduler;
    private final SimulatedStore store;
    private final SimulatedLogSettings settings;
    private SimulatedLog log;

    SimulatedLogHarness(long seed, SimulatedLogSettings settings) {
        this.scheduler = new SteppedScheduler(seed);
        this.store = new SimulatedStore(settings.shards(), scheduler.random());
        this.settings = settings;
        this.log = new SimulatedLog(scheduler, store, settings, NONE);
    }

    SimulatedLog simulated() {
        return log;
    }

    void crash() {
        log.crash();
        log = new SimulatedLog(scheduler, store, settings, NONE);
    }

    void cutPower() {
        log.cutPower();
        log = new SimulatedLog(scheduler, store, settings, NONE);
    }

    @Override
    public Log log() {
        return log;
    }

    @Override
    public void until(String what, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (!scheduler.step()) {
                throw new AssertionError("nothing is left to happen, and still no " + what);
            }
        }
    }

    @Override
    public void restart() {
        log.close();
        log = new SimulatedLog(scheduler, store, settings, NONE);
    }

    @Override
    public void passTime(Duration duration) {
        scheduler.pass(duration.toMillis());
    }

    @Override
    public void fillDisk(boolean full) {
        log.fillDisk(full);
    }

    @Override
    public Duration idempotencyWindow() {
        return settings.idempotencyWindow();
    }

    @Override
    public boolean lags() {
        return false;
    }

    @Override
    public void close() {
        log.close();
    }
}
