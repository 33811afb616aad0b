package tidings.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tidings.core.Tidings;
import tidings.core.refusal.RefusalKind;
import tidings.gateway.net.Loops;
import tidings.log.LogMeter;

/// Every metric there is; `docs/reference/metrics.md` is written from here.
public final class Metrics {
    private static final long LOOPS_MAX_MS = 5_000;
    /// What the doors' sessions say that they speak.
    private static final List<String> PROTOCOLS = List.of("centrifuge", "events", "mqtt");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT);
    private final LogMetrics log = new LogMetrics(registry);
    /// Of the last reading; written by the one that is reading, read by the meters.
    private volatile List<LoopSnapshot> snapshot = List.of();
    private @Nullable Tidings tidings;
    private @Nullable Loops loops;

    public LogMeter logMeter() {
        return log;
    }

    /// From now on the numbers are those of this server.
    public void watch(Tidings watched, Loops watchedLoops) {
        tidings = watched;
        loops = watchedLoops;
        registerPublishes(watched);
        registerConnections();
        registerDeliveries();
        registerRefusals();
        LogMetrics.watch(watched.log(), registry);
        ProcessMetrics.register(registry);
    }

    /// All of them, in Prometheus's text format. Waits for the loops, so not from one.
    ///
    /// @throws IllegalStateException if they do not answer
    public String scrape() {
        Tidings of = tidings;
        Loops on = loops;
        if (of == null || on == null) {
            throw new IllegalStateException("nothing is watched yet");
        }
        var asked = of.fromEveryLoop(
                services -> LoopSnapshot.of(services, on.all().get(services.loop().index())));
        try {
            snapshot = asked.toCompletableFuture().get(LOOPS_MAX_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the loops do not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return registry.scrape();
    }

    private void registerPublishes(Tidings watched) {
        String publishes = "tidings.publishes";
        String about = "Publishes, by what became of them";
        counter(publishes, about, Tags.of("outcome", "stored"), LoopSnapshot::stored);
        counter(publishes, about, Tags.of("outcome", "relayed"), LoopSnapshot::relayed);
        counter(publishes, about, Tags.of("outcome", "duplicate"), LoopSnapshot::duplicate);
        counter(publishes, about, Tags.of("outcome", "refused"), LoopSnapshot::refused);
        counter(publishes, about, Tags.of("outcome", "unknown"), LoopSnapshot::unknown);
        counter("tidings.published.bytes", "Payloads of publishes that were stored or relayed",
                Tags.empty(), LoopSnapshot::publishedBytes);
        FunctionTimer.builder("tidings.publish", this,
                metrics -> (long) metrics.sum(LoopSnapshot::publishes),
                metrics -> metrics.sum(LoopSnapshot::publishNs), TimeUnit.NANOSECONDS)
                .description("From a publish's request to its outcome").register(registry);
        gauge("tidings.publish.inflight", "bytes",
                "Payloads of publishes that are accepted and not yet answered", Tags.empty(),
                _ -> watched.publishBudget().bytes());
        gauge("tidings.publish.inflight.max", "bytes", "What of that is allowed", Tags.empty(),
                _ -> watched.publishBudget().bytesMax());
    }

    private void registerConnections() {
        String connections = "tidings.connections";
        String about = "Open connections, by what is spoken on them;"
                + " MQTT over WebSocket is websocket";
        gauge(connections, null, about, Tags.of("protocol", "http"),
                metrics -> metrics.sum(LoopSnapshot::http));
        gauge(connections, null, about, Tags.of("protocol", "websocket"),
                metrics -> metrics.sum(LoopSnapshot::webSockets));
        gauge(connections, null, about, Tags.of("protocol", "mqtt"),
                metrics -> metrics.sum(LoopSnapshot::bytes));
        counter("tidings.connections.opened", "Connections accepted", Tags.empty(),
                LoopSnapshot::connectionsOpened);
        counter("tidings.connections.failed",
                "Times accepting failed, for want of file descriptors", Tags.empty(),
                LoopSnapshot::acceptsFailed);
        gauge("tidings.connections.newcomers", null,
                "Connections that have not finished their first request or their connect",
                Tags.empty(), metrics -> metrics.sum(LoopSnapshot::newcomers));
        String refused = "tidings.connections.refused";
        String why = "Connections that were closed because there were too many, by of what";
        counter(refused, why, Tags.of("too_many", "newcomers"), LoopSnapshot::crowdedOut);
        counter(refused, why, Tags.of("too_many", "of_an_address"),
                LoopSnapshot::addressesRefused);
        counter("tidings.proxies.refused",
                "Connections of proxies that did not begin with a PROXY header, or not in time",
                Tags.empty(), LoopSnapshot::proxiesRefused);
        gauge("tidings.sessions", null,
                "Open conversations: Centrifuge and MQTT sessions, and event streams",
                Tags.empty(), metrics -> metrics.sum(LoopSnapshot::sessions));
        for (String protocol : PROTOCOLS) {
            gauge("tidings.subscriptions", null, "Subscriptions, by what their sessions speak",
                    Tags.of("protocol", protocol), metrics -> metrics.sum(loop -> loop
                            .subscriptionsByProtocol().getOrDefault(protocol, 0L)));
        }
        counter("tidings.http.requests", "HTTP requests, handshakes included", Tags.empty(),
                LoopSnapshot::requests);
        counter("tidings.http.requests.refused",
                "HTTP requests that no handler saw: malformed, too large, too slow, or of a"
                        + " foreign origin",
                Tags.empty(), LoopSnapshot::requestsRefused);
    }

    private void registerDeliveries() {
        counter("tidings.deliveries", "Publications handed to connections", Tags.empty(),
                LoopSnapshot::deliveries);
        counter("tidings.delivered.bytes", "Payloads of what was handed to connections",
                Tags.empty(), LoopSnapshot::deliveredBytes);
        counter("tidings.deliveries.dropped",
                "Messages without a position, or of QoS 0, for which there was no room, what is larger"
                        + " than an MQTT client takes, and what nobody who shares a subscription"
                        + " may see",
                Tags.empty(),
                LoopSnapshot::dropped);
        counter("tidings.outbox.refused", "Offers that an outbox was too full for", Tags.empty(),
                LoopSnapshot::offersRefused);
        gauge("tidings.outbox", "bytes", "What waits to be sent to connections", Tags.empty(),
                metrics -> metrics.sum(LoopSnapshot::outboxBytes));
        counter("tidings.outbox.cuts",
                "Connections that were cut because too much waited to be sent to all of them, "
                        + "or had come from them and was not whole",
                Tags.empty(), LoopSnapshot::outboxesCut);
        gauge("tidings.outbox.full", null, "Connections that take no more for now", Tags.empty(),
                metrics -> metrics.sum(LoopSnapshot::outboxesFull));
        counter("tidings.outbox.stalls", "Connections that were full and made no progress",
                Tags.empty(), LoopSnapshot::stalls);
        counter("tidings.subscriptions.behind",
                "Times a subscription, or an MQTT session in a shard, left the live set and read on from"
                        + " the log",
                Tags.empty(),
                LoopSnapshot::fellBehind);
        counter("tidings.pages",
                "Pages of entries read so that a subscription or an MQTT session caught up",
                Tags.empty(), LoopSnapshot::pagesRead);
        gauge("tidings.pages.reading", "bytes",
                "What answers of the log that are on their way may have together", Tags.empty(),
                metrics -> metrics.sum(LoopSnapshot::readingBytes));
        gauge("tidings.pages.waiting", null,
                "Questions to the log that wait until others have their answers", Tags.empty(),
                metrics -> metrics.sum(LoopSnapshot::readsWaiting));
        counter("tidings.sessions.missed",
                "Entries that were no longer kept when an MQTT session that had been away came to"
                        + " them",
                Tags.empty(), LoopSnapshot::sessionGap);
        String recoveries = "tidings.recoveries";
        String about = "Subscriptions that asked to go on from a position";
        counter(recoveries, about, Tags.of("recovered", "true"), LoopSnapshot::recovered);
        counter(recoveries, about, Tags.of("recovered", "false"), LoopSnapshot::unrecovered);
    }

    private void registerRefusals() {
        for (RefusalKind kind : RefusalKind.values()) {
            counter("tidings.refusals", "What doors said no to, by kind",
                    Tags.of("kind", kind.name().toLowerCase(Locale.ROOT)),
                    loop -> loop.refusals().getOrDefault(kind, 0L));
        }
    }

    private double sum(ToLongFunction<LoopSnapshot> what) {
        return LoopSnapshot.sum(snapshot, what);
    }

    private void counter(String name, String about, Tags tags, ToLongFunction<LoopSnapshot> what) {
        FunctionCounter.builder(name, this, metrics -> metrics.sum(what)).description(about)
                .tags(tags).register(registry);
    }

    private void gauge(String name, @Nullable String unit, String about, Tags tags,
            ToDoubleFunction<Metrics> what) {
        Gauge.builder(name, this, what).description(about).baseUnit(unit).tags(tags)
                .register(registry);
    }
}
