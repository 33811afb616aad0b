package tidings.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gives a section its values, key by key. That a key exists, how it is written, its default and
/// what it means is said once, where it is read; from the same calls come the checks, the
/// reference page and `config show`.
///
/// A value that can't be used is a problem in the report and its default is returned, so that one
/// reading finds everything that is wrong.
public final class ConfigReader {
    /// What all sections of one reading share.
    private static final class Reading {
        final Overrides overrides;
        final List<Problem> problems;
        final List<ConfigRow> rows = new ArrayList<>();

        Reading(Overrides overrides, List<Problem> problems) {
            this.overrides = overrides;
            this.problems = problems;
        }
    }

    private final Reading reading;
    private final String path;
    private final Place place;
    private final Map<String, Node.Field> fields;
    private final List<String> known = new ArrayList<>();

    private ConfigReader(Reading reading, String path, Place place, @Nullable Node node) {
        this.reading = reading;
        this.path = path;
        this.place = place;
        this.fields = new LinkedHashMap<>();
        if (node instanceof Node.Fields given) {
            fields.putAll(given.fields());
        } else if (node != null) {
            problem(node.place(), "%s must be a group of keys, not %s"
                    .formatted(path.isEmpty() ? "a configuration" : path, node.kind()));
        }
    }

    /// What a reading gave.
    record Result<T>(T value, List<ConfigRow> rows) {}

    static <T> Result<T> read(@Nullable Node document, Place place, Overrides overrides,
            List<Problem> problems, Function<ConfigReader, T> section) {
        Reading reading = new Reading(overrides, problems);
        ConfigReader root = new ConfigReader(reading, "", place, document);
        T value = section.apply(root);
        root.refuseUnknown();
        return new Result<>(value, reading.rows);
    }

    <T> T value(String key, Type<T> type, T byDefault, String about) {
        return value(key, type, byDefault, false, about);
    }

    /// A value that is never shown.
    <T> T secret(String key, Type<T> type, T byDefault, String about) {
        return value(key, type, byDefault, true, about);
    }

    /// A value without which the section makes no sense.
    <T> T required(String key, Type<T> type, T placeholder, String about) {
        if (!fields.containsKey(key)) {
            problem(place, "%s needs the key %s".formatted(path, key));
        }
        return value(key, type, placeholder, false, about);
    }

    private <T> T value(String key, Type<T> type, T byDefault, boolean secret, String about) {
        Node given = given(key);
        T value = byDefault;
        if (given instanceof Node.Scalar scalar) {
            value = parse(scalar, key, type).orElse(byDefault);
        } else if (given != null) {
            problem(given.place(), "%s must be one value (%s), not %s".formatted(pathOf(key),
                    type.name(), given.kind()));
        }
        row(key, type.name(), type.show().apply(value), given, secret, about);
        return value;
    }

    /// Values that are written as a list; in a variable parted by commas.
    <T> List<T> list(String key, Type<T> type, List<T> byDefault, boolean secret, String about) {
        Node given = given(key);
        List<T> values = given == null ? byDefault : new ArrayList<>();
        switch (given) {
            case null -> {
            }
            case Node.Scalar scalar -> {
                for (String part : scalar.text().split(",", -1)) {
                    String text = part.strip();
                    // An empty secret comes of a variable that was not set: never take it for none.
                    if (secret || !text.isEmpty()) {
                        parse(new Node.Scalar(scalar.place(), text), key, type)
                                .ifPresent(values::add);
                    }
                }
            }
            case Node.Items items -> {
                for (Node item : items.items()) {
                    if (item instanceof Node.Scalar scalar) {
                        parse(scalar, key, type).ifPresent(values::add);
                    } else {
                        problem(item.place(), "%s takes values (%s), not %s".formatted(pathOf(key),
                                type.name(), item.kind()));
                    }
                }
            }
            case Node.Fields wrong -> problem(wrong.place(),
                    "%s must be a list, not a group of keys".formatted(pathOf(key)));
        }
        String shown = "[" + String.join(", ",
                values.stream().map(value -> quoted(type.show().apply(value))).toList()) + "]";
        row(key, "list of " + type.name(), shown, given, secret, about);
        return values;
    }

    /// Keys of their own under one key.
    <T> T section(String key, String about, Function<ConfigReader, T> section) {
        row(key, "", "", null, false, about);
        return read(key, given(key), section);
    }

    /// As [#section], or the word `none`.
    <T> Optional<T> sectionOrNone(String key, String about, Function<ConfigReader, T> section) {
        Node given = given(key);
        if (given instanceof Node.Scalar scalar && scalar.text().equals("none")) {
            row(key, "none", "none", given, false, about);
            return Optional.empty();
        }
        row(key, "", "", null, false, about);
        return Optional.of(read(key, given, section));
    }

    /// A list of groups of keys; without one, what `byDefault` reads from nothing.
    <T> List<T> sections(String key, String about, Function<ConfigReader, T> section,
            Node.Items byDefault) {
        row(key, "", "", null, false, about);
        Node given = given(key);
        if (given instanceof Node.Scalar scalar) {
            given = YamlTree.parse(scalar.place().source(), scalar.text(), reading.problems);
        }
        Node.Items items = byDefault;
        if (given instanceof Node.Items list) {
            items = list;
        } else if (given != null) {
            problem(given.place(), "%s must be a list, not %s".formatted(pathOf(key),
                    given.kind()));
        }
        List<T> values = new ArrayList<>();
        for (Node item : items.items()) {
            values.add(read(key + "[" + values.size() + "]", item, section));
        }
        return values;
    }

    /// What the checks of a record say; its exception becomes a problem of this section.
    <T> T checked(Supplier<T> record, T otherwise) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            problem(place, (path.isEmpty() ? "" : path + ": ") + e.getMessage());
            return otherwise;
        }
    }

    /// Something wrong with one key's value, which a section found out.
    void reject(String key, String message) {
        Node given = given(key);
        problem(given == null ? place : given.place(), pathOf(key) + ": " + message);
    }

    private <T> T read(String key, @Nullable Node node, Function<ConfigReader, T> section) {
        Place at = node == null ? place : node.place();
        ConfigReader reader = new ConfigReader(reading, pathOf(key), at, node);
        T value = section.apply(reader);
        reader.refuseUnknown();
        return value;
    }

    private @Nullable Node given(String key) {
        if (!known.contains(key)) {
            known.add(key);
        }
        if (path.indexOf('[') < 0) {
            Node.Scalar override = reading.overrides.of(pathOf(key));
            if (override != null) {
                return override;
            }
        }
        Node.Field field = fields.get(key);
        return field == null ? null : field.value();
    }

    private <T> Optional<T> parse(Node.Scalar scalar, String key, Type<T> type) {
        try {
            return Optional.of(type.parse().apply(scalar.text()));
        } catch (IllegalArgumentException e) {
            problem(scalar.place(), "%s: %s".formatted(pathOf(key), e.getMessage()));
            return Optional.empty();
        }
    }

    private void refuseUnknown() {
        fields.forEach((key, field) -> {
            if (!known.contains(key)) {
                String hint = Nearest.to(key, known).map(near -> "did you mean %s?".formatted(near))
                        .orElse("known here are " + String.join(", ", known));
                problem(field.place(), "unknown key %s: %s".formatted(pathOf(key), hint));
            }
        });
    }

    private void row(String key, String kind, String value, @Nullable Node given, boolean secret,
            String about) {
        Place origin = given == null || given.place().equals(Place.DEFAULT) ? null : given.place();
        reading.rows.add(new ConfigRow(pathOf(key), kind, value, origin, secret, about));
    }

    private void problem(Place at, String message) {
        reading.problems.add(new Problem(at, message));
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./-]+") ? text : ConfigText.quote(text);
    }
}
