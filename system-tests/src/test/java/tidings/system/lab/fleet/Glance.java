package tidings.system.lab.fleet;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tidings.system.lab.history.History;

/// What somebody new is given: the retained messages of a filter, by topic.
final class Glance {
    private static final Duration NOTHING_MORE = Duration.ofMillis(500);

    private Glance() {}

    static Map<String, Packet.Publish> at(int port, int version, String filter, History history)
            throws IOException {
        Map<String, Packet.Publish> seen = new HashMap<>();
        try (Line line = new Line(port, new Wire(version), history)) {
            line.send(line.wire().connect("glance-" + version, true, 0, 100, null, ""));
            line.send(line.wire().subscribe(1, Map.of(filter, 1)));
            line.silenceMax(NOTHING_MORE);
            while (true) {
                if (line.read() instanceof Packet.Publish publish) {
                    if (seen.put(publish.topic(), publish) != null) {
                        throw new IOException("two messages are retained in " + publish.topic());
                    }
                    line.send(line.wire().ack(Wire.PUBACK, publish.id()));
                }
            }
        } catch (SocketTimeoutException e) {
            return seen;
        }
    }
}
