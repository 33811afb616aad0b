package tidings.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What must not happen in a run, beside wrong deliveries: counted, with the first few in words.
final class Complaints {
    private static final int REMEMBERED = 3;
    private static final int CHARACTERS = 200;

    private final List<String> first = new ArrayList<>();
    private long refused;
    private long foreign;
    private long lostConnections;

    void refused(String error) {
        refused++;
        remember("a publish was refused: " + error);
    }

    void foreign(String text) {
        foreign++;
        remember("something else came: " + text);
    }

    void lostConnection(String why) {
        lostConnections++;
        remember("a connection ended: " + why);
    }

    long refused() {
        return refused;
    }

    private void remember(String what) {
        if (first.size() < REMEMBERED) {
            first.add(what.length() <= CHARACTERS ? what : what.substring(0, CHARACTERS) + "…");
        }
    }

    void describe(Map<String, @Nullable Object> fields) {
        fields.put("refused", refused);
        fields.put("foreign", foreign);
        fields.put("lost_connections", lostConnections);
    }

    void addTo(List<String> broken) {
        note(broken, refused, "publishes were refused");
        note(broken, foreign, "messages were of nobody here");
        note(broken, lostConnections, "connections ended");
        broken.addAll(first);
    }

    /// What follows a sentence; empty if there are none.
    String inWords() {
        return first.isEmpty() ? "" : ": " + String.join("; ", first);
    }

    static void note(List<String> broken, long count, String what) {
        if (count > 0) {
            broken.add(count + " " + what);
        }
    }
}
