package tidings.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.Cores;
import tidings.cli.bench.wire.Errand;
import tidings.cli.bench.wire.Publish;

/// `publish`: nobody subscribes; what counts is the answer, and that it comes in order.
public final class PublishRun extends PacedRun {
    private static final int OUT_BYTES_MIN = 64 * 1024;
    private static final int OPEN_LOOP_UNANSWERED = 16 * 1024;
    /// Until what a server writes when sessions begin and connections end is written.
    private static final Duration LEAVING = Duration.ofSeconds(3);
    private static final long STALL_NANOS = 5_000_000_000L;

    private final Publishing plan;
    private final List<Unanswered> unanswered = new ArrayList<>();
    private final List<Connection> away = new ArrayList<>();

    private long answeredInTime;

    private PublishRun(Target target, Publishing plan, Watch watch)
            throws IOException, BenchException {
        super(target, plan.payloadBytes(), watch);
        this.plan = plan;
        int waiting = plan.isClosedLoop() ? plan.window() : OPEN_LOOP_UNANSWERED;
        for (int i = 0; i < plan.publishers(); i++) {
            String channel = plan.channel() + i;
            Connection connection = swarm.add(Errand.publishOnly(channel), false);
            Publish publish = protocol.publish(channel, i);
            swarm.reserve(connection,
                    Math.max(OUT_BYTES_MIN, plan.window() * protocol.bytesOf(publish)));
            publishers.add(new Publisher(i, connection, new Group(1), publish));
            unanswered.add(new Unanswered(waiting));
        }
        for (int i = 0; i < plan.away(); i++) {
            away.add(swarm.add(
                    Errand.subscribe(plan.channel() + i % plan.publishers(), true), false));
        }
    }

    public static Report run(Target target, Publishing plan, Watch watch) throws BenchException {
        return run(() -> new PublishRun(target, plan, watch));
    }

    @Override
    Report measure(Swarm swarm) throws BenchException, IOException {
        Cores.wakeOnTime();
        if (!away.isEmpty()) {
            swarm.connect(away, plan.atOnce(), plan.timeout());
            away.forEach(swarm::close);
            hold(swarm, LEAVING);
        }
        swarm.connect(publishers.stream().map(publisher -> publisher.connection).toList(),
                plan.atOnce(), plan.timeout());
        if (plan.isClosedLoop()) {
            checkWindow(plan.window());
        }
        return report(runPaced(plan.rate(), plan.warmup(), plan.duration(), plan.drain()));
    }

    @Override
    boolean isDone() {
        return answered + complaints.refused() >= published;
    }

    @Override
    boolean isStalled() {
        return plan.isClosedLoop() && System.nanoTime() - lastProgressNanos > STALL_NANOS;
    }

    @Override
    public void tick(long now) {
        if (!publishing) {
            return;
        }
        if (plan.isClosedLoop()) {
            if (published == 0) {
                for (int i = 0; i < publishers.size() * plan.window(); i++) {
                    publish(i % publishers.size(), now);
                }
            }
            return;
        }
        publishDue(now);
    }

    @Override
    boolean publish(int number, long due) {
        Publisher publisher = publishers.get(number);
        Unanswered waiting = unanswered.get(number);
        int id = publisher.nextId();
        if (waiting.isFull() || !publisher.publish(swarm, due)) {
            return false;
        }
        waiting.add(id, due);
        published++;
        return true;
    }

    @Override
    public void onPublished(Connection connection, int id, long now) {
        Unanswered waiting = unanswered.get(connection.number);
        if (!waiting.isNext(id)) {
            complaints.foreign("an answer to " + id + ", out of order or to nothing");
            return;
        }
        long due = waiting.take();
        answered++;
        lastProgressNanos = now;
        if (measuring) {
            answeredInTime++;
            if (due >= schedule.measureNanos()) {
                Histograms.record(latency, now - due);
            }
        }
        if (publishing && plan.isClosedLoop()) {
            publish(connection.number, now);
        }
    }

    @Override
    public void onRefused(Connection connection, int id, String error) {
        Unanswered waiting = unanswered.get(connection.number);
        if (waiting.isNext(id)) {
            waiting.take();
        }
        complaints.refused(error);
    }

    @Override
    public void onPublication(Connection connection, int publisher, int sequence, long dueNanos,
            long now) {
        complaints.foreign("a message, though nobody subscribes");
    }

    private Report report(Use use) throws BenchException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("publishers", publishers.size());
        fields.put("away", plan.away());
        fields.put("payload_bytes", plan.payloadBytes());
        if (plan.isClosedLoop()) {
            fields.put("window", plan.window());
        } else {
            fields.put("rate_per_second", Report.rounded(plan.rate()));
        }
        fields.put("seconds", Report.rounded(use.seconds()));
        double perSecond = answeredInTime / use.seconds();
        fields.put("publishes_per_second", Report.rounded(perSecond));
        fields.put("published", published);
        fields.put("unanswered", published - answered - complaints.refused());
        complaints.describe(fields);
        fields.put("latency_us", Report.micros(latency));
        if (!plan.isClosedLoop()) {
            fields.put("late_p99_us",
                    Report.rounded(lateness.getValueAtPercentile(99) / 1_000.0));
        }
        double disk = (double) use.diskBytes() / Math.max(1, answeredInTime);
        double micros = use.serverNanos() / 1e3 / Math.max(1, answeredInTime);
        if (watch.pid() != 0) {
            fields.put("server_us_per_publish", Report.rounded(micros));
            if (use.diskBytes() >= 0) {
                fields.put("server_disk_bytes_per_publish", Report.rounded(disk));
            }
        }
        use.describe(watch, fields);
        List<Report.Row> rows = new ArrayList<>();
        rows.add(new Report.Row("published", Report.text(
                "%,.0f a second, acknowledged; in all %,d", perSecond, answered)));
        rows.add(Report.latency("latency", latency));
        if (watch.pid() != 0) {
            rows.add(new Report.Row("server", Report.text(
                    "%.0f %% of a core: %.1f µs a publish; RSS %.1f MB (%+.1f)",
                    use.server() * 100, micros, use.rssBytes() / 1e6,
                    use.rssGrowthBytes() / 1e6)));
            if (use.diskBytes() >= 0) {
                rows.add(new Report.Row("disk", Report.text("%,.0f bytes written a publish",
                        disk)));
            }
        }
        rows.add(Validity.row(use, plan.isClosedLoop(), lateness));
        List<String> broken = new ArrayList<>();
        Complaints.note(broken, published - answered - complaints.refused(),
                "publishes were never answered");
        complaints.addTo(broken);
        return new Report(fields, rows, broken,
                plan.isClosedLoop()
                        ? Validity.closedLoop(use, watch)
                        : Validity.openLoop(use, lateness));
    }
}
