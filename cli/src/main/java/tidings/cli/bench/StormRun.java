package tidings.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Place;

/// `storm`: all connections are cut, entries are published while nobody is there, and all come back
/// from where they were. Every missed entry must come, once, in order.
public final class StormRun extends Silence {
    private static final int UNANSWERED = 256;
    private static final int OUT_BYTES = 1024 * 1024;
    private static final String PUBLISHER_CHANNEL = "publisher";

    private final Storm plan;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final Connection publisher;
    private final Tally tally;
    private final Histogram untilReady = Histograms.create();
    private boolean returning;
    private long startNanos;
    private long lastReadyNanos;
    private long lastEntryNanos;
    private long answered;
    private int recovered;

    private StormRun(Target target, Storm plan, Watch watch) throws IOException, BenchException {
        super(target, plan.payloadBytes(), watch);
        this.plan = plan;
        for (int i = 0; i < plan.connections(); i++) {
            connections.add(swarm.add(Errand.subscribe(channel(room(i)), plan.missed() > 0),
                    false));
            places.add(Place.NONE);
        }
        this.publisher = swarm.add(Errand.publishOnly(plan.channel() + PUBLISHER_CHANNEL), false);
        swarm.reserve(publisher, OUT_BYTES);
        List<Integer> rooms = new ArrayList<>();
        for (int i = 0; i < plan.channels(); i++) {
            publishers.add(new Publisher(i, publisher, new Group(1),
                    protocol.publish(channel(i), i)));
            rooms.add(i);
        }
        this.tally = new Tally(rooms, plan.connections());
    }

    public static Report run(Target target, Storm plan, Watch watch) throws BenchException {
        return run(() -> new StormRun(target, plan, watch));
    }

    private int room(int connection) {
        return connection % plan.channels();
    }

    private String channel(int room) {
        return plan.channel() + room;
    }

    @Override
    Report measure(Swarm swarm) throws BenchException {
        swarm.connect(connections, plan.atOnce(), plan.timeout());
        if (plan.missed() > 0 && places.getFirst().epoch().isEmpty()) {
            throw new BenchException(BenchException.Kind.FAILED,
                    "%s has no positions to come back to: name logged channels with --channel"
                            .formatted(channel(0)));
        }
        swarm.connect(List.of(publisher), plan.atOnce(), plan.timeout());
        for (int round = 1;; round++) {
            connections.forEach(swarm::close);
            publishMissed(swarm);
            hold(swarm, plan.away());
            Use use = comeBack(swarm, round);
            if (round == plan.rounds()) {
                return report(use);
            }
            hold(swarm, plan.away());
        }
    }

    private void publishMissed(Swarm swarm) throws BenchException {
        long all = answered + (long) plan.missed() * plan.channels();
        long end = System.nanoTime() + plan.timeout().toNanos();
        long sent = answered;
        while (answered + complaints.refused() < all) {
            while (sent < all && sent - answered < UNANSWERED) {
                // Channel by channel, so that no two entries of one are neighbours in the log.
                if (!publishers.get((int) (sent % plan.channels())).publish(swarm,
                        System.nanoTime())) {
                    break;
                }
                sent++;
            }
            swarm.turn(Schedule.WAIT_NANOS);
            if (System.nanoTime() > end || publisher.phase == Connection.Phase.CLOSED) {
                throw new BenchException(BenchException.Kind.FAILED,
                        "%d of %d entries were not acknowledged%s".formatted(all - answered, all,
                                complaints.inWords()));
            }
        }
    }

    private Use comeBack(Swarm swarm, int round) throws BenchException {
        for (int i = 0; i < connections.size(); i++) {
            Place place = places.get(i);
            connections.get(i).errand = new Errand(channel(room(i)), true,
                    plan.missed() > 0 ? place : null, plan.missed() > 0);
        }
        untilReady.reset();
        recovered = 0;
        returning = true;
        Watch.Look before = watch.look();
        startNanos = System.nanoTime();
        lastEntryNanos = startNanos;
        swarm.connect(connections, plan.atOnce(), plan.timeout());
        long expected = (long) plan.connections() * plan.missed() * round;
        long end = startNanos + plan.timeout().toNanos();
        while (tally.received < expected && System.nanoTime() < end) {
            swarm.turn(Schedule.WAIT_NANOS);
        }
        returning = false;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            places.set(i, new Place(place.epoch(), place.offset() + plan.missed(), true));
        }
        return Use.between(watch, before, watch.look(), 0);
    }

    @Override
    public void onReady(Connection connection, Place place, long now) {
        if (connection == publisher) {
            return;
        }
        if (returning) {
            lastReadyNanos = now;
            Histograms.record(untilReady, now - startNanos);
            recovered += place.recovered() ? 1 : 0;
        } else {
            places.set(connection.number, place);
        }
    }

    @Override
    public void onPublication(Connection connection, int publisher, int sequence, long dueNanos,
            long now) {
        if (tally.onDelivery(connection.number, room(connection.number), publisher, sequence)) {
            lastEntryNanos = now;
        }
    }

    @Override
    public void onPublished(Connection connection, int id, long now) {
        answered++;
    }

    private Report report(Use use) {
        long expected = (long) plan.connections() * plan.missed() * plan.rounds();
        double ready = (lastReadyNanos - startNanos) / 1e9;
        double all = (Math.max(lastReadyNanos, lastEntryNanos) - startNanos) / 1e9;
        long lost = expected - tally.received;
        boolean plain = plan.missed() == 0;
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("connections", plan.connections());
        fields.put("channels", plan.channels());
        fields.put("missed", plan.missed());
        fields.put("at_once", plan.atOnce());
        fields.put("rounds", plan.rounds());
        fields.put("ready_seconds", Report.rounded(ready));
        fields.put("recovered_seconds", Report.rounded(all));
        fields.put("recovered_connections", recovered);
        fields.put("recovered_entries", tally.received);
        fields.put("lost", lost);
        fields.put("duplicates", tally.duplicates);
        fields.put("reordered", tally.reordered);
        fields.put("ready_us", Report.micros(untilReady));
        fields.put("listen_drops", use.listenDrops());
        complaints.describe(fields);
        use.describe(watch, fields);
        List<Report.Row> rows = new ArrayList<>();
        rows.add(new Report.Row("connected", Report.text("%,d in %.3f s", plan.connections(),
                ready)));
        if (!plain) {
            rows.add(new Report.Row("recovered", Report.text(
                    "%,d connections in %.3f s, %,d entries each: %d lost, %d doubled, %d out of order",
                    recovered, all, plan.missed(), lost, tally.duplicates, tally.reordered)));
        }
        if (watch.pid() != 0) {
            rows.add(new Report.Row("server", Report.text(
                    "%.0f %% of a core: %.0f µs a connection; RSS %.1f MB", use.server() * 100,
                    use.serverNanos() / 1e3 / plan.connections(), use.rssBytes() / 1e6)));
        }
        rows.add(new Report.Row("generator", Report.text("%.0f %% of a core", use.own() * 100)));
        List<String> broken = new ArrayList<>();
        Complaints.note(broken, lost, "entries were lost");
        Complaints.note(broken, tally.duplicates, "entries came twice");
        Complaints.note(broken, tally.reordered, "entries were out of order");
        Complaints.note(broken, tally.misrouted, "entries went to the wrong connection");
        Complaints.note(broken, plain ? 0 : plan.connections() - recovered,
                "connections were not told that they have recovered");
        complaints.addTo(broken);
        return new Report(fields, rows, broken, invalid(use));
    }

    private static List<String> invalid(Use use) {
        List<String> invalid = new ArrayList<>();
        if (use.listenDrops() > 0) {
            invalid.add(Report.text(
                    "the system dropped %d connections before the server saw them (ListenDrops): fewer --at-once",
                    use.listenDrops()));
        }
        return invalid;
    }
}
