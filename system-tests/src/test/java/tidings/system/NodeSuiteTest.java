package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The stock npm SDK (JSON and Protobuf), a stock `EventSource` and npm `mqtt` against the packaged
/// server: `system-tests/node`.
class NodeSuiteTest {
    @Test
    void theNpmSdkAndEventSourcePassEveryRow() throws Exception {
        Path folder = ServerProcess.CHECKOUT.resolve("system-tests/node");
        Process node = new ProcessBuilder("node", "--test", "--test-reporter=spec",
                "--test-timeout=240000", "centrifuge.test.mjs", "events.test.mjs",
                "identity.test.mjs", "mqtt.test.mjs", "namespace.test.mjs")
                .directory(folder.toFile())
                .redirectErrorStream(true).start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(output);
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).as(output).isZero();
        assertThat(output).contains("fail 0").contains("skipped 0");
    }
}
