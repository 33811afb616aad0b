package tidings.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tidings.log.Log;

/// Why no traffic should be sent here, a sentence each. From any thread.
final class Readiness implements Supplier<List<String>> {
    private final Log log;
    /// Set once, by whoever stops the server; read by the loops.
    private volatile boolean stopping;

    Readiness(Log log) {
        this.log = log;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public List<String> get() {
        List<String> problems = new ArrayList<>(log.status().problems());
        if (stopping) {
            problems.add("the server is stopping");
        }
        return problems;
    }
}
