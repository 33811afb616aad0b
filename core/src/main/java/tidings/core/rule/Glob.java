package tidings.core.rule;

/// A pattern over channel names: `*` stands for any characters within a level, `**` for any
/// characters across levels, everything else for itself. Levels are parted by `/` or `:`.
///
/// Matching takes time proportional to pattern times name at worst, whatever the pattern.
public record Glob(String pattern) {
    public Glob {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("a pattern must not be empty; '**' matches all");
        }
        if (pattern.contains("***")) {
            throw new IllegalArgumentException("'***' means nothing; '**' crosses levels");
        }
    }

    public boolean matches(String name) {
        if (pattern.equals("**")) {
            return true;
        }
        int literals = pattern.indexOf('*');
        if (literals < 0) {
            return pattern.equals(name);
        }
        if (!name.startsWith(pattern.substring(0, literals))) {
            return false;
        }
        // reached[i]: the pattern up to where we are matches the first i characters of the name.
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            if (c != '*') {
                for (int i = name.length(); i > 0; i--) {
                    reached[i] = reached[i - 1] && name.charAt(i - 1) == c;
                }
                reached[0] = false;
                continue;
            }
            boolean across = p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
            for (int i = 1; i <= name.length(); i++) {
                reached[i] |= reached[i - 1] && (across || !partsLevels(name.charAt(i - 1)));
            }
            if (across) {
                p++;
            }
        }
        return reached[name.length()];
    }

    private static boolean partsLevels(char c) {
        return c == '/' || c == ':';
    }

    @Override
    public String toString() {
        return pattern;
    }
}
