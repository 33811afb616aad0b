package tidings.system.lab.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidings.system.lab.history.Event;
import tidings.system.lab.history.EventJson;

/// A whole history, sorted by what it is about.
public final class Trace {
    private final Map<String, ChannelTrace> channels = new TreeMap<>();
    private final List<Event.Fault> faults = new ArrayList<>();
    private Event.@Nullable Holdings before;
    private Event.@Nullable Holdings after;
    private long quietNs = Long.MAX_VALUE;

    private Trace() {}

    public static Trace of(Iterable<Event> events) {
        Trace trace = new Trace();
        events.forEach(trace::add);
        trace.channels.values().forEach(ChannelTrace::cover);
        return trace;
    }

    public static Trace read(Path file) throws IOException {
        Trace trace = new Trace();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                trace.add(EventJson.read(line));
            }
        }
        trace.channels.values().forEach(ChannelTrace::cover);
        return trace;
    }

    private void add(Event event) {
        switch (event) {
            case Event.Publish publish -> channel(publish.channel()).add(publish);
            case Event.Subscribe subscribe -> channel(subscribe.channel())
                    .add(subscribe.subscriber(), subscribe);
            case Event.Receive receive -> channel(receive.channel()).add(receive.subscriber(),
                    receive);
            case Event.Notice notice -> channel(notice.channel()).add(notice.subscriber(), notice);
            case Event.Final last -> channel(last.channel()).add(last);
            case Event.Fault fault -> faults.add(fault);
            case Event.Quiet quiet -> quietNs = quiet.timeNs();
            case Event.Holdings holdings -> {
                if (holdings.before()) {
                    before = holdings;
                } else {
                    after = holdings;
                }
            }
        }
    }

    private ChannelTrace channel(String name) {
        return channels.computeIfAbsent(name, ChannelTrace::new);
    }

    Collection<ChannelTrace> channels() {
        return channels.values();
    }

    /// From when on there was no fault any more.
    long quietNs() {
        return quietNs;
    }

    Event.@Nullable Holdings before() {
        return before;
    }

    Event.@Nullable Holdings after() {
        return after;
    }

    /// Whether a fault that may lose what was acknowledged ended after this time.
    boolean mayLoseUntilAfter(long timeNs) {
        return faults.stream().anyMatch(fault -> !fault.begins() && fault.mayLose()
                && fault.timeNs() >= timeNs);
    }

    public int channelCount() {
        return channels.size();
    }

    /// Messages that were acknowledged.
    public long acknowledged() {
        return channels.values().stream().flatMap(channel -> channel.fates.values().stream())
                .filter(Fate::acked).count();
    }

    /// Messages that are in the logs in the end.
    public long stored() {
        return channels.values().stream().mapToLong(channel -> channel.log().size()).sum();
    }

    /// Messages that subscribers got.
    public long received() {
        return channels.values().stream().flatMap(channel -> channel.seen.values().stream())
                .flatMap(List::stream).filter(Event.Receive.class::isInstance).count();
    }
}
