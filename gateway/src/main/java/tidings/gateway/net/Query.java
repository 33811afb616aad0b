package tidings.gateway.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters of a request's query, decoded.
public final class Query {
    private static final int PARAMETERS_MAX = 100;
    static final Query EMPTY = new Query(List.of());

    private record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    static Query parse(String raw) throws MalformedException {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        List<Parameter> parameters = new ArrayList<>();
        int from = 0;
        while (from <= raw.length()) {
            int ampersand = raw.indexOf('&', from);
            int to = ampersand < 0 ? raw.length() : ampersand;
            if (to > from) {
                parameters.add(parameter(raw.substring(from, to)));
            }
            if (parameters.size() > PARAMETERS_MAX) {
                throw new MalformedException(
                        "a query may have at most " + PARAMETERS_MAX + " parameters");
            }
            from = to + 1;
        }
        return new Query(parameters);
    }

    private static Parameter parameter(String part) throws MalformedException {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        return new Parameter(Percent.decodeForm(name), Percent.decodeForm(value));
    }

    /// The first value of a name; null if it is not there.
    public @Nullable String get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name.equals(name)) {
                return parameter.value;
            }
        }
        return null;
    }

    public String get(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }
}
