package tidings.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;
import tidings.testkit.docs.ReferencePage;

/// What `benchmarks/run` saw in one suite.
///
/// @param sittings where, when and with what; the runs after one, up to the next, belong to it
record Results(String suite, List<Sitting> sittings) {
    record Sitting(Map<?, ?> head, List<Map<?, ?>> runs) {}

    /// A run, and the one that it is compared with.
    record Pair(Map<?, ?> run, Map<?, ?> base) {
        double quotient(String field, String baseField) {
            return number(run, field) / number(base, baseField);
        }

        double difference(String field) {
            return number(run, field) - number(base, field);
        }
    }

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
        return sittings.stream().flatMap(sitting -> counted(sitting, test, peer)).toList();
    }

    /// What was measured in turn in one round, if both runs count: how fast the machine is at the
    /// moment is in both.
    List<Pair> pairs(String test, String peer, String baseTest, String basePeer) {
        return sittings.stream()
                .flatMap(sitting -> counted(sitting, test, peer)
                        .flatMap(run -> counted(sitting, baseTest, basePeer)
                                .filter(base -> Objects.equals(run.get("round"), base.get("round")))
                                .map(base -> new Pair(run, base))))
                .toList();
    }

    private static Stream<Map<?, ?>> counted(Sitting sitting, String test, String peer) {
        return sitting.runs().stream().filter(run -> test.equals(run.get("test"))
                && peer.equals(run.get("peer")) && whyNot(run).isEmpty());
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

    private static Object first(@Nullable Object list) {
        return list instanceof List<?> all && !all.isEmpty() ? all.getFirst() : "no reason given";
    }

    /// @param field as `latency_us.p99` where it is inside another
    static double number(Map<?, ?> run, String field) {
        return switch (value(run, field)) {
            case Long whole -> whole;
            case Json.Raw(String text) -> Double.parseDouble(text);
            case null, default -> throw new IllegalStateException(
                    "no number '%s' in %s".formatted(field, run));
        };
    }

    static boolean has(Map<?, ?> run, String field) {
        return value(run, field) != null;
    }

    private static @Nullable Object value(Map<?, ?> run, String field) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            return run.get(field);
        }
        return run.get(field.substring(0, dot)) instanceof Map<?, ?> inner
                ? inner.get(field.substring(dot + 1))
                : null;
    }
}
