package tidings.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// Reads YAML into [Node]s that know their lines.
final class YamlTree {
    private final String source;
    private final JsonParser parser;
    private final List<Problem> problems;

    private YamlTree(String source, JsonParser parser, List<Problem> problems) {
        this.source = source;
        this.parser = parser;
        this.problems = problems;
    }

    /// The document; null if there is nothing in it, or if it is no YAML (a problem says so).
    static @Nullable Node parse(String source, String yaml, List<Problem> problems) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
            YamlTree tree = new YamlTree(source, parser, problems);
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return null;
            }
            Node document = tree.node(first);
            if (parser.nextToken() != null) {
                problems.add(new Problem(tree.place(), "one document is enough: remove this one"));
            }
            return document;
        } catch (StreamReadException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            String what = e.getOriginalMessage().lines().map(String::strip)
                    .filter(text -> !text.isEmpty() && !text.startsWith("in ")).findFirst()
                    .orElse("it can't be read");
            problems.add(new Problem(new Place(source, line), "this is not YAML: " + what));
            return null;
        }
    }

    private Place place() {
        return new Place(source, parser.currentTokenLocation().getLineNr());
    }

    private Node node(@Nullable JsonToken token) {
        Place place = place();
        if (token == JsonToken.START_OBJECT) {
            return new Node.Fields(place, fields());
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser
                    .nextToken()) {
                items.add(node(next));
            }
            return new Node.Items(place, items);
        }
        String text = token == JsonToken.VALUE_NULL ? "" : parser.getString();
        return new Node.Scalar(place, text == null ? "" : text);
    }

    private Map<String, Node.Field> fields() {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser
                .nextToken()) {
            Place place = place();
            String key = parser.currentName();
            Node.Field before = fields.put(key,
                    new Node.Field(place, node(parser.nextToken())));
            if (before != null) {
                problems.add(new Problem(place, "%s is set twice, first in line %d: keep one"
                        .formatted(key, before.place().line())));
            }
        }
        return fields;
    }
}
