package tidings.server.metrics;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.Response;
import tidings.gateway.net.Router;

/// `/metrics` on the admin listener.
public final class AdminDoor {
    private static final System.Logger LOG = System.getLogger(AdminDoor.class.getName());
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private AdminDoor() {}

    public static Router router(Metrics metrics) {
        return new Router()
                .exact("/metrics", List.of("GET"), exchange -> onMetrics(exchange, metrics))
                .exact("/", List.of("GET"),
                        exchange -> exchange.respond(Response.text(200, "/metrics")));
    }

    /// Asking and writing take a while, so not on a loop.
    private static void onMetrics(Exchange exchange, Metrics metrics) {
        Thread.ofVirtual().name("task-metrics").start(() -> exchange.respond(answer(metrics)));
    }

    private static Response answer(Metrics metrics) {
        try {
            return new Response(200, PROMETHEUS,
                    metrics.scrape().getBytes(StandardCharsets.UTF_8), List.of());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the metrics can't be read", e);
            return Response.text(503, "the metrics can't be read; the log says why");
        }
    }
}
