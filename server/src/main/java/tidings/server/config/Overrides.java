package tidings.server.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is set beside the file: flags go before variables, variables before the file.
public final class Overrides {
    public static final Overrides NONE = new Overrides(Map.of());

    private static final String PREFIX = "TIDINGS_";

    private final Map<String, String> variables;
    private final Map<String, Node.Scalar> flags = new LinkedHashMap<>();

    /// @param environment all of it; what does not begin with `TIDINGS_` does not matter
    public Overrides(Map<String, String> environment) {
        this.variables = Map.copyOf(environment);
    }

    /// Sets a key from the command line.
    public Overrides flag(String flag, String path, @Nullable Object value) {
        if (value != null) {
            flags.put(path, new Node.Scalar(new Place(flag, 0), value.toString()));
        }
        return this;
    }

    /// `log.min-free` → `TIDINGS_LOG_MIN_FREE`
    static String variableOf(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    Node.@Nullable Scalar of(String path) {
        Node.Scalar flag = flags.get(path);
        if (flag != null) {
            return flag;
        }
        String variable = variableOf(path);
        String value = variables.get(variable);
        return value == null ? null : new Node.Scalar(new Place(variable, 0), value);
    }

    /// Variables that look like ours.
    Iterable<String> variables() {
        return variables.keySet().stream().filter(name -> name.startsWith(PREFIX)).sorted()
                .toList();
    }
}
