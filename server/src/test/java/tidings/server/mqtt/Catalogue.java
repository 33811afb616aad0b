package tidings.server.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tidings.gateway.mqtt.wire.Version;

/// The normative statements of one version, as Appendix B of its standard lists them.
record Catalogue(Version version, List<Entry> entries) {
    enum Kind {
        /// A server can be seen to violate it.
        SERVER,
        /// It binds clients only.
        CLIENT,
        /// No server, or not this one, can be seen to violate it.
        UNSEEN
    }

    /// @param id without its `MQTT-`
    /// @param demand in our words
    /// @param why it is not tested; empty of one that is
    record Entry(String id, Kind kind, String demand, String why) {
        String section() {
            return id.substring(0, id.lastIndexOf('-'));
        }
    }

    static Catalogue of(Version version) {
        String name = version == Version.V5 ? "5.0" : "3.1.1";
        try (var in = Objects.requireNonNull(
                Catalogue.class.getResourceAsStream("/mqtt/statements-" + name + ".txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Entry> entries = new ArrayList<>();
            text.lines().filter(line -> !line.startsWith("#"))
                    .forEach(line -> entries.add(entry(line)));
            return new Catalogue(version, List.copyOf(entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        Kind kind = Kind.valueOf(cells.get(1).toUpperCase(java.util.Locale.ROOT));
        if (cells.size() != (kind == Kind.SERVER ? 3 : 4)) {
            throw new IllegalArgumentException("not a statement: " + line);
        }
        return new Entry(cells.get(0), kind, cells.get(2),
                kind == Kind.SERVER ? "" : cells.get(3));
    }

    long count(Kind kind) {
        return entries.stream().filter(each -> each.kind == kind).count();
    }
}
