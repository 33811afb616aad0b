package tidings.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.Cores;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Place;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.Publish;
import tidings.cli.bench.wire.Stamp;

/// `fanout` and `rooms`: publishes, and checks and times what every subscriber gets.
///
/// Open loop: each message is due at a time that was fixed before, and its latency counts from
/// there, so that a stall of the server, or of this, is seen. Closed loop: a message is followed by
/// the next when everybody has it.
public final class FlowRun implements Traffic {
    /// The generator used so much of a core that what it saw is its own limit.
    private static final double BUSY = 0.9;
    /// In closed loop somebody is always busy; it must be the server.
    private static final double FULL = 0.95;
    private static final long LATE_NANOS = 5_000_000;
    private static final long START_IN_NANOS = 10_000_000;
    private static final long SETTLE_NANOS = 100_000_000;
    private static final long WAIT_NANOS = 5_000_000;
    private static final long STALL_NANOS = 3_000_000_000L;
    private static final long NANOS = 1_000_000_000;
    private static final int OUT_BYTES_MIN = 64 * 1024;
    private static final int OUT_MESSAGES_MIN = 64;
    /// The same order in every run.
    private static final long SHUFFLE_SEED = 1;

    private final Target target;
    private final Flow flow;
    private final Watch watch;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<Connection> subscribers = new ArrayList<>();
    private final Tally tally;
    private final Histogram latency = Histograms.create();
    private final Histogram lateness = Histograms.create();
    private final List<String> complaints = new ArrayList<>();

    private final Swarm swarm;
    private double intervalNanos;
    private long startNanos;
    private long measureNanos;
    private long stopNanos;
    private boolean publishing;
    private boolean measuring;
    private int turn;
    private long scheduled;
    private long published;
    private long answered;
    private long refused;
    private long foreign;
    private long lostConnections;
    private long measuredDeliveries;
    private long measuredPublishes;
    private long lastReceived;
    private long lastProgressNanos;
    private boolean stalled;

    private FlowRun(Target target, Flow flow, Watch watch) throws IOException, BenchException {
        this.target = target;
        this.flow = flow;
        this.watch = watch;
        Stamp stamp = new Stamp(flow.payloadBytes());
        Protocol protocol = target.protocol(stamp);
        this.swarm = new Swarm(target.endpoint(), protocol, this);
        List<Integer> roomOfPublisher = populate(protocol);
        this.tally = new Tally(roomOfPublisher, subscribers.size());
    }

    public static Report run(Target target, Flow flow, Watch watch) throws BenchException {
        try {
            FlowRun run = new FlowRun(target, flow, watch);
            try (Swarm swarm = run.swarm) {
                return run.measure(swarm);
            }
        } catch (IOException e) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "the system refused: " + e.getMessage(), e);
        }
    }

    /// @return the room of each publisher
    private List<Integer> populate(Protocol protocol) {
        List<Integer> roomOfPublisher = new ArrayList<>();
        for (int room = 0; room < flow.rooms(); room++) {
            for (int i = 0; i < flow.subscribers(); i++) {
                subscribers.add(swarm.add(Errand.subscribe(channel(room)), false));
            }
        }
        for (int room = 0; room < flow.rooms(); room++) {
            boolean apart = flow.publishers() > 0;
            Group shared = new Group(flow.subscribers());
            for (int i = 0; i < (apart ? flow.publishers() : flow.subscribers()); i++) {
                Group group = apart ? new Group(flow.subscribers()) : shared;
                Connection connection = apart
                        ? swarm.add(Errand.publishOnly(channel(room)), false)
                        : subscribers.get(room * flow.subscribers() + i);
                Publish publish = protocol.publish(channel(room), publishers.size());
                swarm.reserve(connection, Math.max(OUT_BYTES_MIN,
                        Math.max(flow.window(), OUT_MESSAGES_MIN) * protocol.bytesOf(publish)));
                Publisher publisher = new Publisher(publishers.size(), connection, group, publish);
                group.publishers.add(publisher);
                publishers.add(publisher);
                roomOfPublisher.add(room);
                if (apart || i == 0) {
                    groups.add(group);
                }
            }
        }
        return roomOfPublisher;
    }

    private String channel(int room) {
        return flow.channel() + room;
    }

    private Report measure(Swarm swarm) throws BenchException {
        Cores.wakeOnTime();
        connectAll(swarm);
        List<Publisher> order = new ArrayList<>(publishers);
        Collections.shuffle(order, new Random(SHUFFLE_SEED));
        publishers.clear();
        publishers.addAll(order);
        waitUntil(swarm, System.nanoTime() + SETTLE_NANOS);

        intervalNanos = flow.isClosedLoop() ? 0 : NANOS / flow.rate() / publishers.size();
        startNanos = System.nanoTime() + START_IN_NANOS;
        measureNanos = startNanos + flow.warmup().toNanos();
        stopNanos = measureNanos + flow.duration().toNanos();
        lastProgressNanos = startNanos;
        publishing = true;
        while (System.nanoTime() < measureNanos && !stalled) {
            swarm.turn(untilDue());
        }
        favourThisThread();
        Watch.Look before = watch.look();
        measureNanos = before.nanos();
        stopNanos = measureNanos + flow.duration().toNanos();
        measuring = true;
        while (System.nanoTime() < stopNanos && !stalled) {
            swarm.turn(untilDue());
        }
        measuring = false;
        publishing = false;
        Watch.Look after = watch.look();
        long expected = expected();
        long end = System.nanoTime() + flow.drain().toNanos();
        while (System.nanoTime() < end && (tally.received < expected
                || (target.answers() && answered + refused < published))) {
            swarm.turn(WAIT_NANOS);
        }
        return report(Use.between(watch, before, after), expected);
    }

    private static void favourThisThread() throws BenchException {
        try {
            Cores.favourThisThread();
        } catch (IOException e) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "/proc/self/task can't be read: " + e.getMessage(), e);
        }
    }

    private void connectAll(Swarm swarm) throws BenchException {
        List<Connection> connections = new ArrayList<>(subscribers);
        if (flow.publishers() > 0) {
            publishers.forEach(publisher -> connections.add(publisher.connection));
        }
        for (int i = 0; i < flow.stuck(); i++) {
            connections.add(swarm.add(Errand.subscribe(channel(i % flow.rooms())), true));
        }
        swarm.connect(connections, flow.atOnce(), flow.timeout());
    }

    private static void waitUntil(Swarm swarm, long nanos) {
        while (System.nanoTime() < nanos) {
            swarm.turn(WAIT_NANOS);
        }
    }

    private long untilDue() {
        return flow.isClosedLoop()
                ? WAIT_NANOS
                : Math.min(WAIT_NANOS, dueNanos() - System.nanoTime());
    }

    /// When the next message is.
    private long dueNanos() {
        return startNanos + (long) (scheduled * intervalNanos);
    }

    private long expected() {
        return published * flow.subscribers();
    }

    @Override
    public void tick(long now) {
        if (!publishing || now < startNanos) {
            return;
        }
        if (flow.isClosedLoop()) {
            fillWindows(now);
            return;
        }
        boolean any = false;
        for (long due = dueNanos(); due <= now && due < stopNanos; due = dueNanos()) {
            if (!publish(publishers.get(turn), due)) {
                break;
            }
            if (measuring && due >= measureNanos) {
                Histograms.record(lateness, now - due);
            }
            turn = turn + 1 < publishers.size() ? turn + 1 : 0;
            scheduled++;
            any = true;
        }
        if (any) {
            swarm.flush();
        }
    }

    /// Once; then each message that everybody has makes room for the next.
    private void fillWindows(long now) {
        if (published == 0) {
            for (Group group : groups) {
                for (int i = 0; i < flow.window(); i++) {
                    publish(group.next(), now);
                }
            }
        }
        if (tally.received != lastReceived) {
            lastReceived = tally.received;
            lastProgressNanos = now;
        } else if (now - lastProgressNanos > STALL_NANOS) {
            stalled = true;
        }
    }

    private boolean publish(Publisher publisher, long due) {
        if (!publisher.publish(swarm, due)) {
            return false;
        }
        published++;
        if (measuring) {
            measuredPublishes++;
        }
        return true;
    }

    @Override
    public void onPublication(Connection connection, int publisher, int sequence, long dueNanos,
            long now) {
        if (connection.number >= subscribers.size()) {
            onForeign(connection, "a message for who does not subscribe");
            return;
        }
        int room = connection.number / flow.subscribers();
        if (!tally.onDelivery(connection.number, room, publisher, sequence)) {
            return;
        }
        if (measuring) {
            measuredDeliveries++;
        }
        if (dueNanos >= measureNanos && dueNanos < stopNanos) {
            Histograms.record(latency, now - dueNanos);
        }
        if (flow.isClosedLoop() && publishing) {
            Group group = groups.get(flow.publishers() > 0 ? publisher : room);
            if (group.onDelivery()) {
                publish(group.next(), now);
            }
        }
    }

    @Override
    public void onReady(Connection connection, Place place, long now) {
        // all are awaited together
    }

    @Override
    public void onPublished(Connection connection, int id, long now) {
        answered++;
    }

    @Override
    public void onRefused(Connection connection, int id, String error) {
        refused++;
        complain("a publish was refused: " + error);
    }

    @Override
    public void onForeign(Connection connection, String text) {
        foreign++;
        complain("something else came: " + text);
    }

    @Override
    public void onLost(Connection connection, String why) {
        lostConnections++;
        complain("a connection ended: " + why);
    }

    private void complain(String what) {
        if (complaints.size() < 3) {
            complaints.add(what);
        }
    }

    private Report report(Use use, long expected) throws BenchException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("rooms", flow.rooms());
        fields.put("subscribers", flow.subscribers());
        fields.put("publishers", publishers.size());
        fields.put("stuck", flow.stuck());
        fields.put("payload_bytes", flow.payloadBytes());
        if (flow.isClosedLoop()) {
            fields.put("window", flow.window());
        } else {
            fields.put("rate_per_second", Report.rounded(flow.rate()));
        }
        fields.put("seconds", Report.rounded(use.seconds()));
        double deliveries = measuredDeliveries / use.seconds();
        double publishes = measuredPublishes / use.seconds();
        fields.put("publishes_per_second", Report.rounded(publishes));
        fields.put("deliveries_per_second", Report.rounded(deliveries));
        long lost = expected - tally.received;
        fields.put("expected", expected);
        fields.put("received", tally.received);
        fields.put("lost", lost);
        fields.put("duplicates", tally.duplicates);
        fields.put("reordered", tally.reordered);
        fields.put("misrouted", tally.misrouted);
        fields.put("foreign", foreign);
        fields.put("refused", refused);
        fields.put("lost_connections", lostConnections);
        if (target.answers()) {
            fields.put("unanswered", published - answered - refused);
        }
        fields.put("latency_us", Report.micros(latency));
        if (!flow.isClosedLoop()) {
            fields.put("late_p99_us",
                    Report.rounded(lateness.getValueAtPercentile(99) / 1_000.0));
        }
        if (watch.pid() != 0) {
            fields.put("server_us_per_delivery",
                    Report.rounded(use.serverNanos() / 1e3 / Math.max(1, measuredDeliveries)));
            fields.put("server_us_per_publish",
                    Report.rounded(use.serverNanos() / 1e3 / Math.max(1, measuredPublishes)));
        }
        fields.put("generator_us_per_delivery", Report.rounded(
                use.own() * use.seconds() * 1e6 / Math.max(1, measuredDeliveries)));
        use.describe(watch, fields);
        return new Report(fields, rows(use, publishes, deliveries, lost), broken(lost),
                invalid(use));
    }

    private List<Report.Row> rows(Use use, double publishes, double deliveries, long lost) {
        List<Report.Row> rows = new ArrayList<>();
        rows.add(new Report.Row("published", Report.text("%,.0f a second", publishes)));
        rows.add(new Report.Row("delivered", Report.text(
                "%,.0f a second; in all %,d: %d lost, %d doubled, %d out of order", deliveries,
                tally.received, lost, tally.duplicates, tally.reordered)));
        rows.add(Report.latency("latency", latency));
        if (watch.pid() != 0) {
            rows.add(new Report.Row("server", Report.text(
                    "%.0f %% of a core: %.3f µs a delivery, %.1f µs a publish; RSS %.1f MB (%+.1f)",
                    use.server() * 100, use.serverNanos() / 1e3 / Math.max(1, measuredDeliveries),
                    use.serverNanos() / 1e3 / Math.max(1, measuredPublishes),
                    use.rssBytes() / 1e6, use.rssGrowthBytes() / 1e6)));
        }
        rows.add(new Report.Row("generator", flow.isClosedLoop()
                ? Report.text("%.0f %% of a core", use.own() * 100)
                : Report.text("%.0f %% of a core, late p99 %.2f ms", use.own() * 100,
                        lateness.getValueAtPercentile(99) / 1e6)));
        return rows;
    }

    private List<String> broken(long lost) {
        List<String> broken = new ArrayList<>();
        note(broken, lost, "deliveries were lost");
        note(broken, tally.duplicates, "deliveries came twice");
        note(broken, tally.reordered, "deliveries were out of order");
        note(broken, tally.misrouted, "deliveries went to the wrong room");
        note(broken, foreign, "messages were of nobody here");
        note(broken, refused, "publishes were refused");
        note(broken, lostConnections, "connections ended");
        note(broken, target.answers() ? published - answered - refused : 0,
                "publishes were never answered");
        if (!broken.isEmpty()) {
            broken.addAll(complaints);
        }
        return broken;
    }

    private static void note(List<String> broken, long count, String what) {
        if (count > 0) {
            broken.add(count + " " + what);
        }
    }

    private List<String> invalid(Use use) throws BenchException {
        List<String> invalid = new ArrayList<>();
        if (flow.isClosedLoop()) {
            double serverCores = watch.serverCores();
            if (use.own() >= FULL && use.server() < BUSY * serverCores) {
                invalid.add(Report.text(
                        "the generator used %.0f %% of a core and the server %.0f %% of its %.0f: give the server fewer cores (taskset), or a smaller --window",
                        use.own() * 100, use.server() * 100, serverCores));
            } else if (use.own() >= FULL && watch.pid() == 0) {
                invalid.add(
                        "the generator used a whole core; whether the server did too, only --pid can tell");
            }
        } else if (use.own() >= BUSY) {
            invalid.add(Report.text(
                    "the generator used %.0f %% of a core: ask for a lower --rate or fewer connections",
                    use.own() * 100));
        } else if (lateness.getValueAtPercentile(99) > LATE_NANOS) {
            invalid.add(Report.text(
                    "the generator was %.1f ms behind its schedule (p99): is another process on its core? (--cpu)",
                    lateness.getValueAtPercentile(99) / 1e6));
        }
        return invalid;
    }
}
