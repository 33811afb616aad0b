package tidings.system.lab.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import tidings.system.ChannelHttp;
import tidings.system.ServerProcess;
import tidings.system.lab.driver.Scene;
import tidings.system.lab.fault.Fault;
import tidings.system.lab.history.History;
import tidings.testkit.docs.LongRun;

/// Many faults of one kind under devices that speak MQTT.
///
/// <pre>
///   everybody is subscribed ─► load ─► fault, fault, … ─► load without faults ─► nothing is under
///   way any more ─► everybody has everything ─► the server's logs, retained states and wills
/// </pre>
public final class FleetRun {
    private static final int FAULTS = Integer.getInteger("tidings.lab.fleet",
            LongRun.wanted() ? 100 : 10);
    private static final int ACKED_BEFORE_A_FAULT = 100;
    private static final long MOMENT_NS = 600_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(1_500);
    private static final Map<String, Integer> EVERYTHING = Map.of("#", 2);
    private static final Map<String, Integer> EVERYTHING_AT_LEAST_ONCE = Map.of("#", 1);

    private final String name;
    private final ServerProcess server;
    private final Fault fault;
    private final Fleet fleet;
    private final SplittableRandom random;
    private final List<Device> devices = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();

    private FleetRun(String name, ServerProcess server, Fault fault, History history) {
        this.name = name;
        this.server = server;
        this.fault = fault;
        this.fleet = new Fleet(new Scene(name, server, List.of(), history));
        this.random = new SplittableRandom(name.hashCode());
    }

    /// @return a line of what was counted
    public static String run(String name, Path directory, ServerProcess server, Fault fault)
            throws Exception {
        server.start();
        try (History history = new History(Files.createDirectories(directory)
                .resolve(name + ".jsonl"))) {
            FleetRun run = new FleetRun(name, server, fault, history);
            try {
                return run.run();
            } finally {
                run.end();
            }
        }
    }

    private static Map<String, Integer> overlapping() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        filters.put("once/+/+", 2);
        filters.put("#", 1);
        return filters;
    }

    private static List<Device.Kind> kinds() {
        return List.of(new Device.Kind(4, EVERYTHING, false, 64),
                new Device.Kind(5, EVERYTHING, true, 8),
                new Device.Kind(4, EVERYTHING_AT_LEAST_ONCE, true, 64),
                new Device.Kind(5, overlapping(), false, 64),
                new Device.Kind(5, EVERYTHING, false, 20),
                new Device.Kind(4, overlapping(), true, 64),
                new Device.Kind(5, EVERYTHING, "crew", false, 20),
                new Device.Kind(4, EVERYTHING, "crew", true, 64),
                new Device.Kind(5, EVERYTHING, "crew", true, 8));
    }

    private String run() throws Exception {
        long startedNs = System.nanoTime();
        for (Device.Kind kind : kinds()) {
            Device device = new Device(fleet, devices.size(), kind);
            devices.add(device);
            start(device::run);
        }
        await().atMost(PATIENCE).until(() -> devices.stream().allMatch(Device::subscribed));
        devices.forEach(device -> start(device::talk));
        for (int n = 0; n < FAULTS; n++) {
            strike();
        }
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        awaitAcknowledged(ACKED_BEFORE_A_FAULT);
        fleet.calmDown();
        fleet.stopPublishing();
        LockSupport.parkNanos(QUIET.toNanos());
        awaitOrNote("a message is never acknowledged in full",
                () -> devices.stream().allMatch(Device::done));
        awaitOrNote("somebody never gets everything", () -> devices.stream().allMatch(
                device -> fleet.streams().entrySet().stream().allMatch(
                        each -> each.getKey().startsWith(fleet.topic("state/"))
                                || device.highest(each.getKey()) == each.getValue().sent)));
        long wills;
        try (ChannelHttp http = new ChannelHttp(server.url())) {
            wills = new Ending(fleet, devices, http).judge();
        }
        assertThat(broken).isEmpty();
        assertThat(fleet.violations()).isEmpty();
        if (LongRun.wanted()) {
            LongRun.write("crash-mqtt-" + name, Map.of("faults", (long) FAULTS, "acknowledged",
                    fleet.acknowledged(), "received", fleet.received(), "seconds",
                    Math.round(seconds), "acknowledged-per-second",
                    Math.round(fleet.acknowledged() / seconds), "violations", 0L));
        }
        return ("%d × %s under MQTT devices in %.0f s: %d publishes of QoS 1 and 2 acknowledged,"
                + " %d received (%d of QoS 1 again), %d connections, %d wills; 0 lost, 0 of QoS 2"
                + " doubled, retained states right").formatted(FAULTS, fault.name(), seconds,
                        fleet.acknowledged(), fleet.received(), fleet.repeated(),
                        devices.stream().mapToInt(device -> device.lives().size()).sum(), wills);
    }

    private void awaitOrNote(String otherwise, Callable<Boolean> condition) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
        } catch (ConditionTimeoutException e) {
            fleet.violation(otherwise);
            devices.forEach(device -> fleet.violation(device.toString()));
        }
    }

    private void strike() throws Exception {
        awaitAcknowledged(ACKED_BEFORE_A_FAULT);
        LockSupport.parkNanos(random.nextLong(MOMENT_NS));
        long beganNs = System.nanoTime();
        fault.strike(fleet.scene());
        fleet.onTrouble(beganNs, System.nanoTime());
    }

    private void awaitAcknowledged(int more) {
        long before = fleet.acknowledged();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(() -> fleet.acknowledged() >= before + more);
    }

    private void start(Runnable actor) {
        threads.add(Thread.ofPlatform().daemon()
                .uncaughtExceptionHandler((_, thrown) -> broken.add(thrown)).start(actor));
    }

    private void end() throws InterruptedException {
        fleet.end();
        devices.forEach(Device::close);
        for (Thread thread : threads) {
            if (!thread.join(PATIENCE)) {
                throw new AssertionError("a device does not end");
            }
        }
    }
}
