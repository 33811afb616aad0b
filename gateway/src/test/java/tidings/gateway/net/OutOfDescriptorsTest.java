package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A process that has no file descriptors left goes on serving those it has, does not spin, and
/// accepts again when it can.
@EnabledOnOs(OS.LINUX)
class OutOfDescriptorsTest {
    private static final int LIMIT = 120;

    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void acceptingPausesAndGoesOn(Transport transport) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder("bash", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"",
                "bash",
                java, "-Xmx64m", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), DescriptorsChild.class.getName(),
                transport.name()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<RawPeer> crowd = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(Objects.requireNonNull(out.readLine()).substring(5));
            try (RawPeer first = new RawPeer(port)) {
                assertThat(failed(first)).isZero();
                for (int i = 0; i < LIMIT; i++) {
                    crowd.add(new RawPeer(port));
                }
                await().until(() -> failed(first) > 0);
                // Two pauses later it has tried a few times, not all the time.
                long begin = System.nanoTime();
                await().until(() -> System.nanoTime() - begin > 2_500_000_000L);
                assertThat(failed(first)).isLessThan(20);
                crowd.forEach(RawPeer::close);
                try (RawPeer late = new RawPeer(port)) {
                    assertThat(failed(late)).isLessThan(20);
                }
            }
            assertThat(child.isAlive()).isTrue();
        } finally {
            crowd.forEach(RawPeer::close);
            child.destroyForcibly();
        }
    }

    private static long failed(RawPeer peer) {
        String response = peer.get("/failed").readResponse();
        return Long.parseLong(response.substring(response.lastIndexOf("\r\n") + 2).strip());
    }
}
