package tidings.system.lab.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Events as lines. `t` is the time, `op` which event it is, `k` its stage.
public final class EventJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventJson() {}

    public static String write(Event event) {
        ObjectNode out = JSON.createObjectNode().put("t", event.timeNs());
        switch (event) {
            case Event.Publish publish -> {
                out.put("op", "publish").put("k", word(publish.stage()))
                        .put("door", publish.door()).put("ch", publish.channel())
                        .put("id", publish.id().toString());
                if (!publish.key().isEmpty()) {
                    out.put("key", publish.key());
                }
                if (!publish.lane().isEmpty()) {
                    out.put("lane", publish.lane());
                }
                place(out, "at", publish.at());
            }
            case Event.Subscribe subscribe -> {
                out.put("op", "subscribe").put("k", word(subscribe.stage()))
                        .put("c", subscribe.subscriber()).put("ch", subscribe.channel())
                        .put("rec", subscribe.recovered());
                place(out, "since", subscribe.since());
                place(out, "at", subscribe.at());
            }
            case Event.Receive receive -> {
                out.put("op", "recv").put("c", receive.subscriber()).put("ch", receive.channel())
                        .put("via", word(receive.way())).put("crc", receive.whole());
                if (receive.id() != null) {
                    out.put("id", receive.id().toString());
                }
                place(out, "at", receive.at());
            }
            case Event.Notice notice -> out.put("op", "notice").put("c", notice.subscriber())
                    .put("ch", notice.channel()).put("what", notice.what());
            case Event.Fault fault -> out.put("op", "fault").put("begins", fault.begins())
                    .put("what", fault.what()).put("loses", fault.mayLose());
            case Event.Final last -> {
                out.put("op", "final").put("ch", last.channel());
                place(out, "at", last.head());
                ArrayNode log = out.putArray("log");
                for (Event.Stored stored : last.log()) {
                    log.addArray().add(stored.offset()).add(stored.id().toString());
                }
            }
            case Event.Quiet _ -> out.put("op", "quiet");
            case Event.Holdings holdings -> out.put("op", "holdings")
                    .put("before", holdings.before()).put("conns", holdings.connections())
                    .put("subs", holdings.subscriptions()).put("fds", holdings.descriptors())
                    .put("threads", holdings.threads());
        }
        return JSON.writeValueAsString(out);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void place(ObjectNode out, String name, @Nullable Place place) {
        if (place != null) {
            out.putArray(name).add(place.epoch()).add(place.offset());
        }
    }

    public static Event read(String line) {
        JsonNode in = JSON.readTree(line);
        long time = in.get("t").asLong();
        String op = in.get("op").asString();
        return switch (op) {
            case "publish" -> new Event.Publish(time, stage(in), text(in, "door"), text(in, "ch"),
                    MessageId.parse(text(in, "id")), text(in, "key"), text(in, "lane"),
                    place(in, "at"));
            case "subscribe" -> new Event.Subscribe(time, stage(in), text(in, "c"),
                    text(in, "ch"), place(in, "since"), in.get("rec").asBoolean(),
                    place(in, "at"));
            case "recv" -> new Event.Receive(time, text(in, "c"), text(in, "ch"),
                    in.has("id") ? MessageId.parse(text(in, "id")) : null, placeOf(in, "at"),
                    Event.Way.valueOf(text(in, "via").toUpperCase(Locale.ROOT)),
                    in.get("crc").asBoolean());
            case "notice" -> new Event.Notice(time, text(in, "c"), text(in, "ch"),
                    text(in, "what"));
            case "fault" -> new Event.Fault(time, in.get("begins").asBoolean(), text(in, "what"),
                    in.get("loses").asBoolean());
            case "final" -> {
                List<Event.Stored> log = new ArrayList<>();
                for (JsonNode one : in.get("log")) {
                    log.add(new Event.Stored(one.get(0).asLong(),
                            MessageId.parse(one.get(1).asString())));
                }
                yield new Event.Final(time, text(in, "ch"), placeOf(in, "at"), log);
            }
            case "quiet" -> new Event.Quiet(time);
            case "holdings" -> new Event.Holdings(time, in.get("before").asBoolean(),
                    in.get("conns").asLong(), in.get("subs").asLong(), in.get("fds").asLong(),
                    in.get("threads").asLong());
            default -> throw new IllegalArgumentException("no such event: " + line);
        };
    }

    private static Event.Stage stage(JsonNode in) {
        return Event.Stage.valueOf(text(in, "k").toUpperCase(Locale.ROOT));
    }

    private static String text(JsonNode in, String name) {
        JsonNode value = in.get(name);
        return value == null ? "" : value.asString();
    }

    private static @Nullable Place place(JsonNode in, String name) {
        return in.has(name) ? placeOf(in, name) : null;
    }

    private static Place placeOf(JsonNode in, String name) {
        JsonNode pair = in.get(name);
        return new Place(pair.get(0).asString(), pair.get(1).asLong());
    }
}
