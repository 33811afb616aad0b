package tidings.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A configuration as text: what is in force, or a file to begin with.
public final class ConfigText {
    private static final String HIDDEN = "(hidden)";
    private static final int COMMENT_COLUMN = 44;
    private static final int COMMENT_WIDTH = 92;

    private ConfigText() {}

    /// As YAML, each value with a comment on where it comes from. Secrets are hidden.
    public static String effective(List<ConfigRow> rows) {
        StringBuilder text = new StringBuilder();
        for (ConfigRow row : rows) {
            String line = indent(row) + key(row) + (row.isGroup() ? ":" : ": " + shown(row));
            if (isItem(row)) {
                continue;
            }
            text.append(line);
            if (row.origin() != null && !row.isGroup()) {
                text.repeat(' ', Math.max(1, COMMENT_COLUMN - line.length())).append("# ")
                        .append(row.origin());
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// Key, value and origin of each row that has a value.
    public static List<Map<String, String>> values(List<ConfigRow> rows) {
        List<Map<String, String>> values = new ArrayList<>();
        for (ConfigRow row : rows) {
            if (!row.isGroup()) {
                Map<String, String> value = new LinkedHashMap<>();
                value.put("key", row.path());
                value.put("value", shown(row));
                value.put("origin",
                        row.origin() == null ? "default" : row.origin().toString());
                values.add(value);
            }
        }
        return values;
    }

    /// A file that says what the defaults say: every key, commented out, under its meaning.
    public static String commented(List<ConfigRow> rows) {
        StringBuilder text = new StringBuilder("""
                # The configuration of a Tidings server. Every key is here with its default: remove
                # the # before those that you change, and before the groups they are in.
                # Check it with: tidings config check FILE
                """);
        for (ConfigRow row : rows) {
            if (row.depth() == 0) {
                text.append('\n');
            }
            for (String line : wrapped(row.about(), COMMENT_WIDTH - indent(row).length())) {
                text.append("# ").append(indent(row)).append("# ").append(line).append('\n');
            }
            text.append("# ").append(indent(row)).append(key(row))
                    .append(row.isGroup() ? ":" : ": " + quoted(row)).append('\n');
        }
        return text.toString();
    }

    private static String shown(ConfigRow row) {
        boolean hide = row.secret() && !row.value().equals("[]");
        return hide ? HIDDEN : quoted(row);
    }

    /// Items of a list have no row of their own: their first key bears the dash.
    private static boolean isItem(ConfigRow row) {
        return row.path().endsWith("]");
    }

    private static String key(ConfigRow row) {
        return startsItem(row) ? "- " + row.key() : row.key();
    }

    private static boolean startsItem(ConfigRow row) {
        return row.path().matches("[^\\[]+\\[\\d+]\\.match");
    }

    private static String indent(ConfigRow row) {
        int inList = row.path().indexOf('[') >= 0 && !startsItem(row) ? 1 : 0;
        int depth = row.depth() - (row.path().indexOf('[') >= 0 ? 1 : 0);
        return "  ".repeat(depth + inList);
    }

    private static String quoted(ConfigRow row) {
        boolean plain = row.isList() || row.value()
                .matches("[A-Za-z0-9_./]([A-Za-z0-9_./:-]*[A-Za-z0-9_./-])?");
        return plain ? row.value() : quote(row.value());
    }

    /// Any text as a YAML value.
    /// As durations are written in a configuration.
    ///
    /// @throws IllegalArgumentException that says how
    public static Duration duration(String text) {
        return Types.DURATION.parse().apply(text);
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c >= 0xfffe
                    || c == 0xfeff) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
