package tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.core.identity.Credentials;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.gateway.http.HttpDoors;
import tidings.gateway.mqtt.MqttDoor;
import tidings.gateway.net.Listener;
import tidings.gateway.net.Loops;
import tidings.gateway.net.OriginPolicy;
import tidings.gateway.net.ProxyProtocol;
import tidings.gateway.net.Router;
import tidings.log.FailStop;
import tidings.log.TimeSource;
import tidings.log.rocksdb.RocksLog;
import tidings.server.config.MqttConfig;
import tidings.server.config.ServerConfig;
import tidings.server.metrics.Metrics;

/// A password that is changed between the answer that it is right and the session.
class LateRevocationTest {
    private static final FailStop FAIL_STOP = (reason, cause) -> {
        throw new AssertionError(reason, cause);
    };
    /// user:password
    private static final String BASIC = "Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n";

    @TempDir
    Path folder;
    private RocksLog log;
    private Loops loops;
    private Listener http;
    private Listener mqtt;

    /// Says yes, and that it is true no more.
    private static final class ChangedMeanwhile implements Authenticator {
        @Override
        public void authenticate(Credentials credentials, Consumer<Verdict> answer) {
            answer.accept(Verdict.user("user"));
        }

        @Override
        public boolean stillAccepts(Credentials credentials) {
            return false;
        }

        @Override
        public void checkGrant(String token, Consumer<GrantVerdict> answer) {
            throw new AssertionError("no grants here");
        }

        @Override
        public boolean takesTokens() {
            return false;
        }
    }

    @BeforeEach
    void start() throws Exception {
        ServerConfig config = TestServer.config(folder);
        log = RocksLog.open(config.log(), TimeSource.SYSTEM, new Metrics().logMeter(), FAIL_STOP);
        loops = Loops.start(1, config.transport(), TimeSource.SYSTEM, FAIL_STOP, 1,
                config.limits().connections());
        Tidings tidings = new Tidings(loops.all(), log, config.rules(), config.limits().shard(),
                config.limits().publishBudget(), config.limits().newChannels(),
                new LoopLimits(1_000, 1 << 20, 1 << 20, Long.MAX_VALUE), FAIL_STOP);
        tidings.homes().restore().toCompletableFuture().join();
        Authenticator changed = new ChangedMeanwhile();
        Router router = new Router();
        HttpDoors.addTo(router, tidings, changed, config.limits().doors(), List::of);
        http = Listener.http(loops, "localhost", 0, router, OriginPolicy.sameHostOr(
                config.origins()), config.limits().http(), config.limits().outbox(),
                ProxyProtocol.NONE);
        mqtt = Listener.bytes(loops, "localhost", 0,
                new MqttDoor(tidings, changed, MqttConfig.DEFAULT.settings()),
                config.limits().outbox(), null, ProxyProtocol.NONE);
    }

    @AfterEach
    void stop() {
        http.close();
        mqtt.close();
        log.close();
        loops.close();
    }

    private static byte[] talk(Listener listener, byte[] said) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                listener.addresses().getFirst().getPort())) {
            socket.setSoTimeout(15_000);
            OutputStream out = socket.getOutputStream();
            out.write(said);
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void anMqttClientIsToldToComeAgain() throws Exception {
        byte[] connect = {0x10, 29, 0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xc2, 0, 60, 0, 1, 'c', 0,
                4, 'u', 's', 'e', 'r', 0, 8, 'p', 'a', 's', 's', 'w', 'o', 'r', 'd'};
        byte[] serverUnavailable = {0x20, 2, 0, 3};
        assertThat(talk(mqtt, connect)).isEqualTo(serverUnavailable);
    }

    @Test
    void anHttpRequestIsToldToTryAgain() throws Exception {
        String request = "GET /c/news HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + BASIC
                + "Accept: text/event-stream\r\n\r\n";
        byte[] answer = talk(http, request.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 503 ")
                .contains("changed meanwhile");
    }
}
