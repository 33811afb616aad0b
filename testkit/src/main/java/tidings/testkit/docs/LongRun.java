package tidings.testkit.docs;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/// What a long run found out, in a file that is committed; `docs/reliability.md` is written from
/// it.
public final class LongRun {
    private LongRun() {}

    /// Whether tests run as long as they should once (`./test --long`), not as briefly as they may.
    public static boolean wanted() {
        return Boolean.getBoolean("tidings.long");
    }

    /// @param name of the file under `docs/results`
    public static void write(String name, Map<String, Long> figures) {
        StringBuilder out = new StringBuilder();
        out.append("{\n  \"date\" : \"").append(LocalDate.now(ZoneOffset.UTC))
                .append("\",\n  \"machine\" : \"").append(machine()).append('"');
        new TreeMap<>(figures)
                .forEach((what, figure) -> out.append(",\n  \"").append(what).append("\" : ")
                        .append(figure));
        Path folder = ReferencePage.checkout().resolve("docs/results");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".json"), out.append("\n}\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
