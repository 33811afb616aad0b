package tidings.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tidings.system.lab.check.Checker;

/// How a run ended.
///
/// @param acknowledged     messages that were, at least once
/// @param stored           messages in the logs in the end
/// @param received         messages that subscribers got
/// @param seconds          from the first load to the last fault, starts included
/// @param ackedPerSecond   in that time
record Verdict(int faults, long acknowledged, long stored, long received, double seconds,
        double ackedPerSecond, List<Checker.Violation> violations, Path history) {
    /// @param fault in the plural
    String line(String fault) {
        return ("%d %s at %.0f acknowledged publishes/s: %d acknowledged, %d stored, %d received"
                + " and checked; %s").formatted(faults, fault, ackedPerSecond, acknowledged,
                        stored, received, violations.isEmpty()
                                ? "0 lost, 0 doubled, no epoch kept over a loss"
                                : violations.size() + " violations");
    }

    /// For the page of what long runs found.
    Map<String, Long> figures() {
        return Map.of("faults", (long) faults, "acknowledged", acknowledged, "stored", stored,
                "received", received, "seconds", Math.round(seconds), "acknowledged-per-second",
                Math.round(ackedPerSecond), "violations", (long) violations.size());
    }

    Verdict plus(Verdict other) {
        double total = seconds + other.seconds;
        return new Verdict(faults + other.faults, acknowledged + other.acknowledged,
                stored + other.stored, received + other.received, total,
                (ackedPerSecond * seconds + other.ackedPerSecond * other.seconds) / total,
                other.violations, other.history);
    }

    void assertClean() {
        assertThat(violations).as("%s%n%s", history, Checker.witness(violations)).isEmpty();
    }
}
