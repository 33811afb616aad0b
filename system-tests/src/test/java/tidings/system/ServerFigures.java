package tidings.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server process says of itself, and what the system says of it.
final class ServerFigures {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int KB = 1024;

    private final ServerProcess server;
    private final ChannelHttp admin;

    ServerFigures(ServerProcess server) {
        this.server = server;
        this.admin = new ChannelHttp(server.adminUrl());
    }

    /// A metric, labels included in its name; 0 if it is not there.
    double metric(String name) throws IOException, InterruptedException {
        for (String line : admin.get("/metrics").body().split("\n", -1)) {
            if (line.startsWith(name + " ")) {
                return Double.parseDouble(line.substring(name.length() + 1));
            }
        }
        return 0;
    }

    /// What the process has of the machine's memory.
    long residentBytes() throws IOException {
        Matcher resident = RESIDENT.matcher(
                Files.readString(Path.of("/proc", Long.toString(server.pid()), "status")));
        if (!resident.find()) {
            throw new IllegalStateException("no VmRSS");
        }
        return Long.parseLong(resident.group(1)) * KB;
    }

    /// What is alive in the Java heap, after a collection.
    long liveBytes() throws IOException, InterruptedException {
        Process collect = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()), "GC.run")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!collect.waitFor(60, TimeUnit.SECONDS) || collect.exitValue() != 0) {
            throw new IllegalStateException("jcmd GC.run failed");
        }
        return (long) metric("tidings_heap_used_bytes");
    }
}
