package tidings.cli.bench.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The live heap of another JVM.
public final class JvmHeap {
    private JvmHeap() {}

    /// Lets it collect all garbage, and counts what is left.
    ///
    /// @return bytes
    public static long live(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid),
                "GC.class_histogram").redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        for (String line : text.split("\n")) {
            if (line.startsWith("Total ")) {
                return Long.parseLong(line.strip().split(" +")[2]);
            }
        }
        throw new IOException("jcmd says nothing of the heap of " + pid + ": "
                + text.lines().limit(3).toList());
    }
}
