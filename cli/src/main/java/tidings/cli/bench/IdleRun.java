package tidings.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.JvmHeap;
import tidings.cli.bench.system.ProcessUse;
import tidings.cli.bench.wire.Stamp;

/// `idle`: what the server's memory grows by. Some connections come and go before, so that what a
/// server needs once is not counted; memory is looked at after a full collection, both times.
public final class IdleRun extends Silence {
    private static final int FIRST_CONNECTIONS = 1_000;

    private final Idle plan;

    private record Memory(long heapBytes, long rssBytes, long rssBeforeCollectionBytes) {}

    private IdleRun(Target target, Idle plan, Watch watch) throws IOException, BenchException {
        super(target, Stamp.PAYLOAD_BYTES_MIN, watch);
        this.plan = plan;
    }

    public static Report run(Target target, Idle plan, Watch watch) throws BenchException {
        return run(() -> new IdleRun(target, plan, watch));
    }

    @Override
    Report measure(Swarm swarm) throws BenchException, IOException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < plan.connections(); i++) {
            connections.add(swarm.add(subscription(plan.channel() + i), false));
        }
        List<Connection> first = connections.subList(0,
                Math.min(FIRST_CONNECTIONS, connections.size()));
        swarm.connect(first, plan.atOnce(), plan.timeout());
        first.forEach(swarm::close);
        hold(swarm, plan.settle());
        Memory before = look();
        Watch.Look start = watch.look();
        swarm.connect(connections, plan.atOnce(), plan.timeout());
        Watch.Look ready = watch.look();
        hold(swarm, plan.settle());
        Memory after = look();
        return report(before, after, Use.between(watch, start, ready, 0));
    }

    private Memory look() throws BenchException, IOException {
        try {
            long sooner = ProcessUse.of(watch.pid()).rssBytes();
            long heap = JvmHeap.live(watch.pid());
            return new Memory(heap, ProcessUse.of(watch.pid()).rssBytes(), sooner);
        } catch (InterruptedException e) {
            throw new BenchException(BenchException.Kind.FAILED, "interrupted", e);
        }
    }

    private Report report(Memory before, Memory after, Use connecting) {
        double heap = perConnection(before.heapBytes(), after.heapBytes());
        double rss = perConnection(before.rssBytes(), after.rssBytes());
        double sooner = perConnection(before.rssBytes(), after.rssBeforeCollectionBytes());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("connections", plan.connections());
        fields.put("heap_bytes_per_connection", Report.rounded(heap));
        fields.put("rss_bytes_per_connection", Report.rounded(rss));
        fields.put("rss_bytes_per_connection_before_collection", Report.rounded(sooner));
        fields.put("heap_bytes_before", before.heapBytes());
        fields.put("heap_bytes_after", after.heapBytes());
        fields.put("rss_bytes_before", before.rssBytes());
        fields.put("rss_bytes_after", after.rssBytes());
        fields.put("connect_seconds", Report.rounded(connecting.seconds()));
        fields.put("listen_drops", connecting.listenDrops());
        complaints.describe(fields);
        List<Report.Row> rows = List.of(
                new Report.Row("connected", Report.text("%,d in %.1f s", plan.connections(),
                        connecting.seconds())),
                new Report.Row("live heap", Report.text("%,.0f bytes a connection (%.1f → %.1f MB)",
                        heap, before.heapBytes() / 1e6, after.heapBytes() / 1e6)),
                new Report.Row("RSS", Report.text(
                        "%,.0f bytes a connection (%.1f → %.1f MB); %,.0f before the collection",
                        rss, before.rssBytes() / 1e6, after.rssBytes() / 1e6, sooner)));
        List<String> broken = new ArrayList<>();
        complaints.addTo(broken);
        return new Report(fields, rows, broken, List.of());
    }

    private double perConnection(long before, long after) {
        return (double) (after - before) / plan.connections();
    }
}
