package tidings.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Nearest {
    private Nearest() {}

    /// The candidate that takes the fewest edits, if that is few enough to be a slip.
    public static Optional<String> to(String typed, Collection<String> candidates) {
        int slip = Math.max(1, Math.min(3, typed.length() / 3));
        return candidates.stream().filter(candidate -> edits(typed, candidate) <= slip)
                .min(Comparator.comparingInt((String candidate) -> edits(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// Insertions, deletions and replacements that turn one into the other.
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
