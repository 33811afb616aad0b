package tidings.system.lab;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import tidings.testkit.docs.ReferencePage;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a long run found out, in a file that is committed; `docs/reliability.md` is written from
/// it.
final class Results {
    private Results() {}

    /// @param name of the file under `docs/results`
    static void write(String name, Verdict verdict) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode out = json.createObjectNode()
                .put("date", LocalDate.now(ZoneOffset.UTC).toString())
                .put("machine", machine()).put("faults", verdict.faults())
                .put("acknowledged", verdict.acknowledged()).put("stored", verdict.stored())
                .put("received", verdict.received())
                .put("seconds", Math.round(verdict.seconds()))
                .put("acknowledged-per-second", Math.round(verdict.ackedPerSecond()))
                .put("violations", verdict.violations().size());
        Path folder = Files.createDirectories(ReferencePage.checkout().resolve("docs/results"));
        Files.writeString(folder.resolve(name + ".json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(out) + "\n");
    }

    private static String machine() {
        OperatingSystemMXBean system = ManagementFactory
                .getPlatformMXBean(OperatingSystemMXBean.class);
        return "%d cores, %d GiB, %s %s, Java %s".formatted(
                Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                System.getProperty("os.name"),
                System.getProperty("os.version").replaceAll("-.*", ""),
                System.getProperty("java.version"));
    }
}
