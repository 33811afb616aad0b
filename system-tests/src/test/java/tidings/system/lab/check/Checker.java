package tidings.system.lab.check;

import java.util.ArrayList;
import java.util.List;

/// Asks every check about a history.
public final class Checker {
    private static final int WITNESS_LINES_MAX = 20;

    private Checker() {}

    /// @param check which found it
    public record Violation(Check check, String what) {
        @Override
        public String toString() {
            return check.number() + " " + check.getClass().getSimpleName() + ": " + what;
        }
    }

    public static List<Violation> violations(Trace trace) {
        List<Violation> found = new ArrayList<>();
        for (Check check : Check.ALL) {
            check.violations(trace).forEach(what -> found.add(new Violation(check, what)));
        }
        return found;
    }

    /// What a person looks at first: the beginning of each kind.
    public static String witness(List<Violation> violations) {
        List<String> lines = new ArrayList<>();
        for (Check check : Check.ALL) {
            List<Violation> of = violations.stream().filter(v -> v.check().equals(check)).toList();
            of.stream().limit(of.size() > 3 ? 2 : 3).forEach(v -> lines.add(v.toString()));
            if (of.size() > 3) {
                lines.add("%s … and %d more".formatted(check.number(), of.size() - 2));
            }
        }
        return String.join("\n", lines.subList(0, Math.min(lines.size(), WITNESS_LINES_MAX)));
    }
}
