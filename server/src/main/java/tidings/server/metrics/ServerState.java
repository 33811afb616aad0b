package tidings.server.metrics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import tidings.core.Tidings;
import tidings.core.home.Clients;
import tidings.core.identity.Permit;
import tidings.core.loop.Loop;
import tidings.gateway.net.Loops;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.PayloadKind;
import tidings.server.config.ServerVersion;

/// What the server says of itself under `$SYS/broker`, as MQTT servers do, for whom a rule shows
/// it. The numbers are those of the metrics; without such a rule nobody asks for them.
public final class ServerState {
    private static final System.Logger LOGGER = System.getLogger(ServerState.class.getName());
    private static final long INTERVAL_MS = 10_000;
    private static final String ROOT = "$SYS/broker/";

    private final Tidings tidings;
    private final Loops loops;
    private final Loop timer;
    private final long startedNs;

    private ServerState(Tidings tidings, Loops loops) {
        this.tidings = tidings;
        this.loops = loops;
        this.timer = tidings.loops().getFirst().loop();
        this.startedNs = timer.monotonicNs();
    }

    /// Tells it from now on, if there is somebody who may see it.
    public static void start(Tidings tidings, Loops loops) {
        if (tidings.rules().rules().stream().anyMatch(Permit::isForServerState)) {
            ServerState state = new ServerState(tidings, loops);
            state.timer.execute(state::tell);
        }
    }

    private void tell() {
        timer.schedule(INTERVAL_MS, this::tell);
        tidings.homes().clients()
                .thenCombine(tidings.fromEveryLoop(services -> LoopSnapshot.of(services,
                        loops.all().get(services.loop().index()))), this::values)
                .thenAccept(tidings::tell)
                .exceptionally(failure -> {
                    LOGGER.log(System.Logger.Level.ERROR, "$SYS could not be told", failure);
                    return null;
                });
    }

    private Map<ChannelName, Message> values(Clients clients, List<LoopSnapshot> counted) {
        Map<ChannelName, Message> values = new LinkedHashMap<>();
        put(values, "version", "Tidings " + ServerVersion.NUMBER);
        put(values, "uptime", (timer.monotonicNs() - startedNs) / 1_000_000_000 + " seconds");
        put(values, "clients/connected", clients.connected());
        put(values, "clients/disconnected", clients.away());
        put(values, "clients/total", clients.connected() + clients.away());
        put(values, "subscriptions/count", sum(counted, loop -> loop.subscriptionsByProtocol()
                .getOrDefault("mqtt", 0L)));
        for (String messages : List.of("messages/", "publish/messages/")) {
            put(values, messages + "received", sum(counted, LoopSnapshot::publishes));
            put(values, messages + "sent", sum(counted, LoopSnapshot::deliveries));
        }
        put(values, "publish/messages/dropped", sum(counted, LoopSnapshot::dropped));
        put(values, "publish/bytes/received", sum(counted, LoopSnapshot::publishedBytes));
        put(values, "publish/bytes/sent", sum(counted, LoopSnapshot::deliveredBytes));
        put(values, "sessions/missed", sum(counted, LoopSnapshot::sessionGap));
        return values;
    }

    private static long sum(List<LoopSnapshot> counted, ToLongFunction<LoopSnapshot> what) {
        return counted.stream().mapToLong(what).sum();
    }

    private static void put(Map<ChannelName, Message> values, String name, long number) {
        put(values, name, Long.toString(number));
    }

    private static void put(Map<ChannelName, Message> values, String name, String text) {
        values.put(ChannelName.ofStored((ROOT + name).getBytes(StandardCharsets.UTF_8)),
                new Message(text.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT, null, Map.of(),
                        null, new Attributes("", false, 0, 0, null)));
    }
}
