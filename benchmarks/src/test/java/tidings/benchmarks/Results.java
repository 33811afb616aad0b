package tidings.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;
import tidings.testkit.docs.ReferencePage;

/// What `benchmarks/run` saw in one suite.
///
/// @param sittings where, when and with what; the runs after one, up to the next, belong to it
record Results(String suite, List<Sitting> sittings) {
    record Sitting(Map<?, ?> head, List<Map<?, ?>> runs) {}

    /// So much of the server's core used by others, and a run says nothing.
    private static final double OTHERS_CORES = 0.05;
    /// Where the server writes to the disk: threads of the system's write for it.
    private static final double OTHERS_CORES_WRITING = 0.1;

    static Results read(String suite) {
        Path file = ReferencePage.checkout().resolve("benchmarks/results/" + suite + ".ndjson");
        if (!Files.exists(file)) {
            return new Results(suite, List.of());
        }
        try {
            return parse(suite, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Results parse(String suite, List<String> lines) {
        List<Sitting> sittings = new ArrayList<>();
        for (String line : lines) {
            Map<?, ?> fields = object(line);
            if (fields.containsKey("sitting")) {
                sittings.add(new Sitting(fields, new ArrayList<>()));
            } else {
                sittings.getLast().runs().add(fields);
            }
        }
        return new Results(suite, sittings);
    }

    private static Map<?, ?> object(String line) {
        try {
            if (Json.parse(line) instanceof Map<?, ?> fields) {
                return fields;
            }
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(line, e);
        }
        throw new IllegalStateException("not an object: " + line);
    }

    /// The runs of a test and peer that count.
    List<Map<?, ?>> counted(String test, String peer) {
        return sittings.stream().flatMap(sitting -> sitting.runs().stream())
                .filter(run -> test.equals(run.get("test")) && peer.equals(run.get("peer"))
                        && whyNot(run).isEmpty())
                .toList();
    }

    /// Why a run does not count; empty if it does.
    static String whyNot(Map<?, ?> run) {
        if (!Boolean.TRUE.equals(run.get("valid"))) {
            return "invalid: " + first(run.get("invalid"));
        }
        if (run.get("broken") instanceof List<?> broken && !broken.isEmpty()) {
            return "broken: " + first(broken);
        }
        double most = "publish".equals(run.get("bench")) ? OTHERS_CORES_WRITING : OTHERS_CORES;
        if (run.containsKey("others_cores") && number(run, "others_cores") > most) {
            return "others used %.0f %% of the server's core"
                    .formatted(number(run, "others_cores") * 100);
        }
        return "";
    }

    private static Object first(@org.jspecify.annotations.Nullable Object list) {
        return list instanceof List<?> all && !all.isEmpty() ? all.getFirst() : "no reason given";
    }

    OptionalDouble median(String test, String peer, String field) {
        double[] values = counted(test, peer).stream().mapToDouble(run -> number(run, field))
                .sorted().toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = values.length / 2;
        return OptionalDouble.of(values.length % 2 == 1
                ? values[middle]
                : (values[middle - 1] + values[middle]) / 2);
    }

    /// @param field as `latency_us.p99` where it is inside another
    static double number(Map<?, ?> run, String field) {
        int dot = field.indexOf('.');
        Object value = dot < 0
                ? run.get(field)
                : run.get(field.substring(0, dot)) instanceof Map<?, ?> inner
                        ? inner.get(field.substring(dot + 1))
                        : null;
        return switch (value) {
            case Long whole -> whole;
            case Json.Raw(String text) -> Double.parseDouble(text);
            case null, default -> throw new IllegalStateException(
                    "no number '%s' in %s".formatted(field, run));
        };
    }
}
