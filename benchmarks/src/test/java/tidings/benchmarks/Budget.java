package tidings.benchmarks;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What a figure may be at most, or must be at least.
///
/// @param figures of a suite's results, each of a run, or of two runs of one round; their median
///        counts
record Budget(String what, String suite, boolean atMost, double limit, String unit,
        Function<Results, DoubleStream> figures) {
    private static final String DELIVERY = "server_us_per_delivery";
    private static final String DISK = "server_disk_bytes_per_publish";
    private static final String PUBLISH = "server_us_per_publish";

    static final List<Budget> ALL = List.of(
            ratio("transient, CPU per delivery, 1→100", "fanout", true, 1.15, "1x100", "epoll",
                    "floor", DELIVERY),
            ratio("transient, CPU per delivery, 1→1000, io_uring", "fanout", true, 1.0, "1x1000",
                    "uring", "floor", DELIVERY),
            ratio("transient, CPU per delivery, 1→1000, epoll", "fanout", true, 1.10, "1x1000",
                    "epoll", "floor", DELIVERY),
            ratio("transient, CPU per delivery, 100 rooms × 10", "fanout", true, 1.25, "100x10",
                    "epoll", "floor", DELIVERY),
            difference("logged over transient, CPU per publish, 1→100", "logged", 100, "1x100"),
            difference("logged over transient, CPU per publish, 100 rooms × 10", "logged", 100,
                    "100x10"),
            ratio("logged over transient, CPU per publish, 1→1000", "logged", true, 1.10, "1x1000",
                    "logged", "transient", PUBLISH),
            ratio("closed loop, deliveries a second, 1→100", "closed", false, 1.1, "1x100",
                    "epoll", "floor", "deliveries_per_second"),
            ratio("closed loop, deliveries a second, 1→1000", "closed", false, 1.0, "1x1000",
                    "epoll", "floor", "deliveries_per_second"),
            ratio("closed loop, deliveries a second, 100 rooms × 10", "closed", false, 0.9,
                    "100x10", "epoll", "floor", "deliveries_per_second"),
            ratio("acknowledged publishes a second over Redis, one at a time", "publish", false,
                    1.3, "w1", "tidings", "redis", "publishes_per_second"),
            ratio("acknowledged publishes a second over Redis, 256 outstanding", "publish", false,
                    0.6, "w256", "tidings", "redis", "publishes_per_second"),
            value("19,000 idle connections, live heap each", "idle", 2_400, "bytes", "19000",
                    "tidings", "heap_bytes_per_connection", 1),
            value("19,000 idle connections, RSS growth each", "idle", 4_500, "bytes", "19000",
                    "tidings", "rss_bytes_per_connection", 1),
            new Budget("storm of 5,000, all recovered, over bare Netty's plain connect", "storm",
                    true, 3, "×", paired("5000", "tidings", "5000", "floor",
                            pair -> pair.quotient("recovered_seconds", "ready_seconds"))),
            ratio("healthy subscribers' p99 with 1,000 stuck readers", "stuck", true, 2, "1x100",
                    "stuck-1000", "stuck-0", "latency_us.p99"),
            value("RSS growth in 45 s with 1,000 stuck readers", "stuck", 1, "MB", "1x100",
                    "stuck-1000", "server_rss_growth_bytes", 1e6),
            value("ready after `./tidings serve`", "start", 1.0, "s", "serve", "tidings", "ms",
                    1_000),
            value("`./tidings pub`", "start", 0.4, "s", "pub", "tidings", "ms", 1_000),
            overMosquitto("1→100", "1x100-tcp", 1.0), overMosquitto("1→1000", "1x1000-tcp", 0.75),
            overMosquitto("100 rooms × 10", "100x10-tcp", 1.0),
            overMosquitto("1→100, WebSocket", "1x100-ws", 1.0),
            overMosquitto("1→1000, WebSocket", "1x1000-ws", 0.75),
            overMosquitto("100 rooms × 10, WebSocket", "100x10-ws", 1.0),
            ratio("MQTT closed loop, deliveries a second over mosquitto, 1→100", "closed-mqtt",
                    false, 5, "1x100-tcp", "tidings", "mosquitto", "deliveries_per_second"),
            ratio("MQTT closed loop, deliveries a second over mosquitto, 1→100, WebSocket",
                    "closed-mqtt", false, 5, "1x100-ws", "tidings", "mosquitto",
                    "deliveries_per_second"),
            ratio("MQTT publishes of QoS 1 a second over mosquitto, one at a time",
                    "publish-mqtt", false, 5, "w1", "tidings", "mosquitto",
                    "publishes_per_second"),
            ratio("MQTT publishes of QoS 1 a second over mosquitto, 20 outstanding",
                    "publish-mqtt", false, 5, "w20", "tidings", "mosquitto",
                    "publishes_per_second"),
            awayOverOne("100"), awayOverOne("10000"),
            value("2,000 MQTT sessions back, each with 100 messages of its own", "reconnect-mqtt",
                    10, "s", "2000x100", "tidings", "recovered_seconds", 1),
            value("2,000 MQTT sessions back, each with 100 messages of 20 channels",
                    "reconnect-mqtt", 10, "s", "2000x100-shared", "tidings",
                    "recovered_seconds", 1),
            value("19,000 idle MQTT connections, live heap each", "idle-mqtt", 4_096, "bytes",
                    "19000", "tidings", "heap_bytes_per_connection", 1),
            value("19,000 idle MQTT connections with sessions that outlive them, live heap each",
                    "idle-mqtt", 4_096, "bytes", "19000--keep-session", "tidings",
                    "heap_bytes_per_connection", 1));

    private static Budget overMosquitto(String shape, String test, double limit) {
        return ratio("MQTT, CPU per delivery of QoS 0 over mosquitto, " + shape, "fanout-mqtt",
                true, limit, test, "tidings", "mosquitto", DELIVERY);
    }

    private static Budget awayOverOne(String away) {
        return new Budget("disk bytes a message, %s MQTT sessions away over 1".formatted(away),
                "disk-mqtt", true, 1.1, "×", paired("away-" + away, "tidings", "away-1", "tidings",
                        pair -> pair.quotient(DISK, DISK)));
    }

    private static Budget ratio(String what, String suite, boolean atMost, double limit,
            String test, String peer, String base, String field) {
        return new Budget(what, suite, atMost, limit, "×", paired(test, peer, test, base,
                pair -> pair.quotient(field, field)));
    }

    /// Of what a logged publish costs above a transient one.
    private static Budget difference(String what, String suite, double limit, String test) {
        return new Budget(what, suite, true, limit, "µs", paired(test, "logged", test, "transient",
                pair -> pair.difference(PUBLISH)));
    }

    private static Function<Results, DoubleStream> paired(String test, String peer, String baseTest,
            String basePeer, ToDoubleFunction<Results.Pair> figure) {
        return results -> results.pairs(test, peer, baseTest, basePeer).stream()
                .mapToDouble(figure);
    }

    private static Budget value(String what, String suite, double limit, String unit, String test,
            String peer, String field, double divisor) {
        return new Budget(what, suite, true, limit, unit,
                results -> results.counted(test, peer).stream()
                        .mapToDouble(run -> Results.number(run, field) / divisor));
    }

    boolean isMet(double figure) {
        return atMost ? figure <= limit : figure >= limit;
    }
}
