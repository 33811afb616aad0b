package tidings.server.config;

import java.util.List;
import java.util.Map;

/// A piece of a configuration as it was written, with its place.
sealed interface Node {
    Place place();

    record Scalar(Place place, String text) implements Node {}

    record Items(Place place, List<Node> items) implements Node {}

    /// @param fields in their order
    record Fields(Place place, Map<String, Field> fields) implements Node {}

    /// @param place of the key
    record Field(Place place, Node value) {}

    /// What a person would call it.
    default String kind() {
        return switch (this) {
            case Scalar _ -> "a value";
            case Items _ -> "a list";
            case Fields _ -> "a group of keys";
        };
    }
}
