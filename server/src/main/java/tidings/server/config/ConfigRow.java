package tidings.server.config;

import org.jspecify.annotations.Nullable;

/// One key as it was read: for the reference page, `config show` and `config init`.
///
/// @param path    dotted; items of a list carry their number, `channels[0].match`
/// @param kind    how it is written; empty for a group of keys
/// @param value   in force, as it would be written; empty for a group
/// @param origin  who said so; null for a default
/// @param secret  not to be shown
/// @param about   one sentence
public record ConfigRow(String path, String kind, String value, @Nullable Place origin,
        boolean secret, String about) {
    public boolean isGroup() {
        return kind.isEmpty();
    }

    /// Whether its value is written as a list.
    public boolean isList() {
        return kind.startsWith("list of ");
    }

    /// The last part of the path.
    public String key() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// How deep it is: 0 at the top.
    public int depth() {
        return (int) path.chars().filter(c -> c == '.').count();
    }

    /// The environment variable that overrides it; null inside a list.
    public @Nullable String variable() {
        return path.indexOf('[') >= 0 ? null : Overrides.variableOf(path);
    }
}
