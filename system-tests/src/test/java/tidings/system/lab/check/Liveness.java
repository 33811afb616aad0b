package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tidings.system.lab.history.Event;

/// C11: somebody did not catch up once it was quiet, or publishes do not succeed. A server that
/// acknowledges nothing passes every other check.
record Liveness() implements Check {
    private static final double ALWAYS_OK = 0.5;
    private static final double QUIETLY_OK = 0.99;
    private static final long ANSWERED_WITHIN_NS = 15_000_000_000L;

    @Override
    public String number() {
        return "C11";
    }

    @Override
    public List<String> violations(Trace trace) {
        List<String> found = new ArrayList<>();
        long sent = 0;
        long ok = 0;
        long sentQuietly = 0;
        long okQuietly = 0;
        for (ChannelTrace channel : trace.channels()) {
            for (Coverage coverage : channel.coverages) {
                if (coverage.lasts && !coverage.reached().equals(channel.head())) {
                    Event last = Objects.requireNonNull(channel.seen.get(coverage.subscriber))
                            .getLast();
                    found.add(
                            "%s ended at %s of %s, which is at %s; its last event, %d ms after quiet, was %s"
                                    .formatted(coverage.subscriber, coverage.reached(),
                                            channel.name,
                                            channel.head(),
                                            (last.timeNs() - trace.quietNs()) / 1_000_000,
                                            last));
                }
            }
            for (Fate fate : channel.fates.values()) {
                boolean quietly = fate.invokedNs >= trace.quietNs();
                sent++;
                ok += fate.acked() ? 1 : 0;
                sentQuietly += quietly ? 1 : 0;
                okQuietly += quietly && fate.acked() ? 1 : 0;
                if (quietly && fate.answeredNs - fate.invokedNs > ANSWERED_WITHIN_NS) {
                    found.add("%s of %s was not answered in time".formatted(fate, channel.name));
                }
            }
        }
        if (ok < sent * ALWAYS_OK) {
            found.add("of %d messages %d were acknowledged".formatted(sent, ok));
        }
        if (okQuietly < sentQuietly * QUIETLY_OK) {
            found.add("of %d messages in quiet times %d were acknowledged".formatted(sentQuietly,
                    okQuietly));
        }
        return found;
    }
}
