package tidings.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.Cores;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Publish;

/// `fanout` and `rooms`: publishes, and checks and times what every subscriber gets.
/// In closed loop a message is followed by the next when everybody has it.
public final class FlowRun extends PacedRun {
    private static final long SETTLE_NANOS = 100_000_000;
    private static final long STALL_NANOS = 3_000_000_000L;
    private static final int OUT_BYTES_MIN = 64 * 1024;
    private static final int OUT_MESSAGES_MIN = 64;
    /// The same order in every run.
    private static final long SHUFFLE_SEED = 1;

    private final Flow flow;
    private final List<Group> groups = new ArrayList<>();
    private final List<Connection> subscribers = new ArrayList<>();
    private final Tally tally;

    private long measuredDeliveries;
    private long measuredPublishes;
    private long lastReceived;
    private boolean stalled;

    private FlowRun(Target target, Flow flow, Watch watch) throws IOException, BenchException {
        super(target, flow.payloadBytes(), watch);
        this.flow = flow;
        List<Integer> roomOfPublisher = populate();
        this.tally = new Tally(roomOfPublisher, subscribers.size());
    }

    public static Report run(Target target, Flow flow, Watch watch) throws BenchException {
        return run(() -> new FlowRun(target, flow, watch));
    }

    /// @return the room of each publisher
    private List<Integer> populate() {
        List<Integer> roomOfPublisher = new ArrayList<>();
        for (int room = 0; room < flow.rooms(); room++) {
            for (int i = 0; i < flow.subscribers(); i++) {
                subscribers.add(swarm.add(subscription(channel(room)), false));
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

    @Override
    Report measure(Swarm swarm) throws BenchException, IOException {
        Cores.wakeOnTime();
        connectAll(swarm);
        if (flow.isClosedLoop()) {
            checkWindow(flow.window());
        }
        List<Publisher> order = new ArrayList<>(publishers);
        Collections.shuffle(order, new Random(SHUFFLE_SEED));
        publishers.clear();
        publishers.addAll(order);
        waitUntil(swarm, System.nanoTime() + SETTLE_NANOS);
        Use use = runPaced(flow.rate(), flow.warmup(), flow.duration(), flow.drain());
        return report(use, published * flow.subscribers());
    }

    @Override
    boolean isDone() {
        return tally.received >= published * flow.subscribers()
                && (!speech.answers() || answered + complaints.refused() >= published);
    }

    @Override
    boolean isStalled() {
        return stalled;
    }

    private void connectAll(Swarm swarm) throws BenchException {
        List<Connection> connections = new ArrayList<>(subscribers);
        if (flow.publishers() > 0) {
            publishers.forEach(publisher -> connections.add(publisher.connection));
        }
        for (int i = 0; i < flow.stuck(); i++) {
            connections.add(swarm.add(subscription(channel(i % flow.rooms())), true));
        }
        swarm.connect(connections, flow.atOnce(), flow.timeout());
    }

    private static void waitUntil(Swarm swarm, long nanos) {
        while (System.nanoTime() < nanos) {
            swarm.turn(Schedule.WAIT_NANOS);
        }
    }

    @Override
    public void tick(long now) {
        if (!publishing) {
            return;
        }
        if (flow.isClosedLoop()) {
            fillWindows(now);
            return;
        }
        publishDue(now);
    }

    @Override
    boolean publish(int publisher, long due) {
        return publish(publishers.get(publisher), due);
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
        if (schedule.counts(dueNanos)) {
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
    public void onPublished(Connection connection, int id, long now) {
        answered++;
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
        fields.put("disagreeing", disagreeing(lost));
        complaints.describe(fields);
        if (speech.answers()) {
            fields.put("unanswered", published - answered - complaints.refused());
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
                flow.isClosedLoop()
                        ? Validity.closedLoop(use, watch)
                        : Validity.openLoop(use, lateness));
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
        rows.add(Validity.row(use, flow.isClosedLoop(), lateness));
        return rows;
    }

    /// Who has lost something disagrees for that reason alone.
    private int disagreeing(long lost) {
        return lost == 0 ? tally.disagreeing(flow.subscribers()) : 0;
    }

    private List<String> broken(long lost) {
        List<String> broken = new ArrayList<>();
        Complaints.note(broken, lost, "deliveries were lost");
        Complaints.note(broken, tally.duplicates, "deliveries came twice");
        Complaints.note(broken, tally.reordered, "deliveries were out of order");
        Complaints.note(broken, disagreeing(lost), "subscribers saw another order than others");
        Complaints.note(broken, tally.misrouted, "deliveries went to the wrong room");
        Complaints.note(broken,
                speech.answers() ? published - answered - complaints.refused() : 0,
                "publishes were never answered");
        complaints.addTo(broken);
        return broken;
    }
}
