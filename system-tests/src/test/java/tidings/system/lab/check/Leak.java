package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;
import tidings.system.lab.history.Event;

/// C14: when everybody has left, the server still holds something of theirs.
record Leak() implements Check {
    /// Sockets of whoever asks, and threads that begin with the first use.
    private static final long DESCRIPTORS_SLACK = 2;
    private static final long THREADS_SLACK = 16;

    @Override
    public String number() {
        return "C14";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        Event.Holdings before = trace.before();
        Event.Holdings after = trace.after();
        if (before != null && after != null) {
            grown("connections", before.connections(), after.connections(), found);
            grown("subscriptions", before.subscriptions(), after.subscriptions(), found);
            grown("sockets", before.descriptors() + DESCRIPTORS_SLACK, after.descriptors(), found);
            grown("threads", before.threads() + THREADS_SLACK, after.threads(), found);
        }
        return found;
    }

    private static void grown(String what, long allowed, long held, List<String> found) {
        if (held > allowed) {
            found.add("%d %s are left, of at most %d".formatted(held, what, allowed));
        }
    }
}
