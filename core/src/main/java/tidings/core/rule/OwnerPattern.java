package tidings.core.rule;

/// A pattern over the names of channels that belong to one device or user: a [Glob] in which `%c`
/// stands for the client id and `%u` for the user of whoever asks. Each stands for a whole level.
///
/// An id fills exactly the level that its placeholder is, or nothing: who has no such id, or one
/// with a character that means something in names, filters or patterns, owns nothing.
public record OwnerPattern(String pattern) {
    public OwnerPattern {
        if (!pattern.contains("%c") && !pattern.contains("%u")) {
            throw new IllegalArgumentException(("'%s' is the same for everybody: write %%c for the"
                    + " client id or %%u for the user, as in devices/%%c/**").formatted(pattern));
        }
        for (String level : pattern.split("[/:]", -1)) {
            if (level.contains("%") && !level.equals("%c") && !level.equals("%u")) {
                throw new IllegalArgumentException(("'%s' in '%s': %%c and %%u stand for a whole"
                        + " level, as in devices/%%c/**").formatted(level, pattern));
            }
        }
        new Glob(pattern); // what a pattern may not be is the same with an id in it
    }

    /// @param user     empty if anonymous
    /// @param clientId empty if there is none
    public boolean matches(String name, String user, String clientId) {
        boolean filledWhole = (!pattern.contains("%u") || isPlain(user))
                && (!pattern.contains("%c") || isPlain(clientId));
        return filledWhole && fill(user, clientId).matches(name);
    }

    private Glob fill(String user, String clientId) {
        StringBuilder filled = new StringBuilder(pattern.length() + 32);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                filled.append(c);
            } else {
                i++;
                filled.append(pattern.charAt(i) == 'u' ? user : clientId);
            }
        }
        return new Glob(filled.toString());
    }

    private static boolean isPlain(String id) {
        return !id.isEmpty() && id.chars()
                .noneMatch(c -> "+#/:*%$".indexOf(c) >= 0 || Character.isISOControl(c));
    }

    @Override
    public String toString() {
        return pattern;
    }
}
