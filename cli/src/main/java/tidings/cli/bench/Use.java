package tidings.cli.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.ProcessUse;

/// What was used between two looks, in cores.
///
/// @param server 0 if it is not watched
/// @param diskBytes that the server wrote; -1 if it is not known
/// @param others on the server's core: 0 if it is not known
record Use(double seconds, double server, double own, double others, double stolen,
        long serverNanos, long rssBytes, long rssGrowthBytes, long listenDrops,
        long diskBytes) {
    private static final double NANOS = 1e9;

    /// @param idleNanos for which this process was awake for nothing
    static Use between(Watch watch, Watch.Look from, Watch.Look to, long idleNanos) {
        double seconds = (to.nanos() - from.nanos()) / NANOS;
        ProcessUse before = from.server();
        ProcessUse after = to.server();
        long server = before == null || after == null ? 0 : after.cpuNanosSince(before);
        long own = to.own().cpuNanosSince(from.own()) - idleNanos;
        long busy = to.machine().busyNanos() - from.machine().busyNanos();
        return new Use(seconds, server / NANOS / seconds, own / NANOS / seconds,
                watch.core() < 0 ? 0 : Math.max(0, busy - server) / NANOS / seconds,
                (to.machine().stolenNanos() - from.machine().stolenNanos()) / NANOS / seconds,
                server, after == null ? 0 : after.rssBytes(),
                before == null || after == null ? 0 : after.rssBytes() - before.rssBytes(),
                to.machine().listenDrops() - from.machine().listenDrops(),
                before == null || after == null || after.diskBytes() < 0
                        ? -1
                        : after.diskBytes() - before.diskBytes());
    }

    void describe(Watch watch, Map<String, @Nullable Object> fields) {
        if (watch.pid() != 0) {
            fields.put("server_cores", Report.rounded(server));
            fields.put("server_rss_bytes", rssBytes);
            fields.put("server_rss_growth_bytes", rssGrowthBytes);
        }
        if (watch.core() >= 0) {
            fields.put("others_cores", Report.rounded(others));
        }
        fields.put("generator_cores", Report.rounded(own));
        fields.put("stolen_cores", Report.rounded(stolen));
    }
}
