package tidings.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tidings.cli.json.Json;

/// What a run has found.
///
/// @param fields as a line of `--json` has them, units last
/// @param rows of the table: a name and what there is to say
/// @param broken promises that were seen broken: lost, doubled, out of order
/// @param invalid why this says nothing about the server; empty if it does
public record Report(Map<String, @Nullable Object> fields, List<Row> rows, List<String> broken,
        List<String> invalid) {
    public record Row(String name, String text) {}

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    public String json() {
        fields.put("valid", invalid.isEmpty());
        fields.put("broken", broken);
        fields.put("invalid", invalid);
        return Json.write(fields);
    }

    static Json.Raw rounded(double value) {
        return new Json.Raw(String.format(Locale.ROOT, "%.4f", value));
    }

    /// Percentiles in microseconds.
    static Map<String, Object> micros(Histogram nanos) {
        Map<String, Object> micros = new java.util.LinkedHashMap<>();
        micros.put("p50", rounded(nanos.getValueAtPercentile(50) / NANOS_PER_MICRO));
        micros.put("p90", rounded(nanos.getValueAtPercentile(90) / NANOS_PER_MICRO));
        micros.put("p99", rounded(nanos.getValueAtPercentile(99) / NANOS_PER_MICRO));
        micros.put("p99_9", rounded(nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO));
        micros.put("max", rounded(nanos.getMaxValue() / NANOS_PER_MICRO));
        return micros;
    }

    static Row latency(String name, Histogram nanos) {
        return new Row(name, text("p50 %.2f ms   p90 %.2f   p99 %.2f   p99.9 %.2f   max %.2f",
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(90) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
                nanos.getMaxValue() / NANOS_PER_MILLI));
    }

    /// Numbers as everybody writes them, whatever the locale. The annotation that lets formats be
    /// checked would be a dependency.
    @SuppressWarnings("AnnotateFormatMethod")
    static String text(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
