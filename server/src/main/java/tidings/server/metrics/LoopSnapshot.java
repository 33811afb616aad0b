package tidings.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import tidings.core.LoopServices;
import tidings.core.loop.LoopCounters;
import tidings.core.refusal.RefusalKind;
import tidings.gateway.net.NetCounters;
import tidings.gateway.net.NettyLoop;

/// What one loop had counted at one moment, copied on the loop itself.
record LoopSnapshot(long sessions, long deliveries, long dropped, long fellBehind, long pagesRead,
        long readingBytes, long readsWaiting, long sessionGap,
        long stored, long relayed, long duplicate, long refused, long unknown, long publishNs,
        long recovered, long unrecovered, long connectionsOpened,
        long connectionsClosed, long bytesOpened, long bytesClosed, long webSocketsOpened,
        long webSocketsClosed, long requests,
        long requestsRefused, long offersRefused, long outboxesFull, long stalls,
        long acceptsFailed, long newcomers, long crowdedOut, long addressesRefused,
        long proxiesRefused,
        long outboxBytes, long outboxesCut, long deliveredBytes, long publishedBytes,
        Map<RefusalKind, Long> refusals, Map<String, Long> subscriptionsByProtocol) {

    static LoopSnapshot of(LoopServices services, NettyLoop loop) {
        LoopCounters core = services.fanOut().counters();
        NetCounters net = loop.counters();
        return new LoopSnapshot(services.sessions().count(), core.deliveries, core.dropped,
                core.fellBehind, core.pagesRead, services.reads().bytes(),
                services.reads().waiting(), core.sessionGap, core.publishesStored,
                core.publishesRelayed,
                core.publishesDuplicate, core.publishesRefused, core.publishesUnknown,
                core.publishNs, core.recovered, core.unrecovered,
                net.connectionsOpened, net.connectionsClosed, net.bytesOpened, net.bytesClosed,
                net.webSocketsOpened,
                net.webSocketsClosed, net.requests, net.requestsRefused, net.offersRefused,
                net.outboxesFull, net.stalls, net.acceptsFailed, loop.newcomers(),
                net.crowdedOut, net.addressesRefused, net.proxiesRefused, loop.unsentBytes(),
                net.outboxesCut,
                core.deliveredBytes,
                core.publishedBytes, Map.copyOf(core.refusals),
                services.sessions().subscriptionsByProtocol());
    }

    static double sum(List<LoopSnapshot> loops, ToLongFunction<LoopSnapshot> what) {
        return loops.stream().mapToLong(what).sum();
    }

    long webSockets() {
        return webSocketsOpened - webSocketsClosed;
    }

    long http() {
        return connectionsOpened - connectionsClosed - webSockets() - bytes();
    }

    /// Only MQTT is spoken so.
    long bytes() {
        return bytesOpened - bytesClosed;
    }

    long publishes() {
        return stored + relayed + duplicate + refused + unknown;
    }
}
