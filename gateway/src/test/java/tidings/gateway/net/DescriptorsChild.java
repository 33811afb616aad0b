package tidings.gateway.net;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import tidings.log.TimeSource;

/// The process of [OutOfDescriptorsTest]: serves until it is killed.
public final class DescriptorsChild {
    private DescriptorsChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        Loops loops = Loops.start(1, Transport.valueOf(arguments[0]), TimeSource.SYSTEM,
                (reason, cause) -> {
                    System.out.println("stopped: " + reason + " " + cause);
                    Runtime.getRuntime().halt(3);
                }, 1, ConnectionSettings.DEFAULT);
        Router router = new Router().exact("/failed", List.of("GET"), exchange -> exchange.respond(
                Response.text(200, "" + exchange.loop().counters().acceptsFailed)));
        Listener listener = Listener.http(loops, "127.0.0.1", 0, router,
                OriginPolicy.loopback(Set.of()), HttpSettings.DEFAULT, OutboxSettings.DEFAULT,
                ProxyProtocol.NONE);
        System.out.println("port " + listener.port());
        new CountDownLatch(1).await();
    }
}
