package tidings.system.lab.driver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tidings.system.lab.history.Place;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// JSON objects, one a line.
final class JsonWire implements Wire {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "cf-json";
    }

    @Override
    public int firstByte() {
        return 0x81;
    }

    @Override
    public String[] headers() {
        return new String[0];
    }

    @Override
    public byte[] encode(List<Command> commands) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Command command : commands) {
            out.writeBytes(text(command).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static String text(Command command) {
        ObjectNode out = JSON.createObjectNode();
        switch (command) {
            case Command.Connect(int id) -> out.put("id", id).putObject("connect");
            case Command.Subscribe(int id, var channel, var since) -> {
                ObjectNode subscribe = out.put("id", id).putObject("subscribe")
                        .put("channel", channel);
                if (since != null) {
                    subscribe.put("recover", true).put("epoch", since.epoch())
                            .put("offset", since.offset());
                }
            }
            case Command.Publish(int id, var channel, var json) -> out.put("id", id)
                    .putObject("publish").put("channel", channel)
                    .putRawValue("data", new RawValue(json));
            case Command.Send send -> out.put("id", send.id()).putObject("rpc")
                    .put("method", "tidings.send")
                    .putRawValue("data", new RawValue(send.request()));
            case Command.Ping(int id) -> out.put("id", id).putObject("ping");
            case Command.Pong() -> {
                // An empty object.
            }
        }
        return JSON.writeValueAsString(out);
    }

    @Override
    public List<Reply> decode(byte[] frame) {
        List<Reply> replies = new ArrayList<>();
        for (String line : new String(frame, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                replies.add(reply(JSON.readTree(line)));
            }
        }
        return replies;
    }

    private static Reply reply(JsonNode in) {
        int id = in.path("id").asInt(0);
        if (in.has("error")) {
            JsonNode error = in.get("error");
            return new Reply.Failed(id, error.get("code").asInt(),
                    error.path("message").asString(""));
        }
        if (in.has("push")) {
            return push(in.get("push"));
        }
        if (in.has("subscribe")) {
            return subscribed(id, in.get("subscribe"));
        }
        if (in.has("rpc")) {
            JsonNode at = in.get("rpc").get("data");
            return new Reply.Sent(id, new Place(at.get("epoch").asString(),
                    at.get("offset").asLong()), at.path("duplicate").asBoolean(false));
        }
        return in.isEmpty() ? new Reply.Ping() : new Reply.Done(id);
    }

    private static Reply push(JsonNode push) {
        String channel = push.path("channel").asString("");
        if (push.has("pub")) {
            return publication(channel, push.get("pub"));
        }
        if (push.has("unsubscribe")) {
            return new Reply.Unsubscribed(channel,
                    push.get("unsubscribe").path("code").asInt(0));
        }
        return new Reply.Other();
    }

    private static Reply subscribed(int id, JsonNode in) {
        List<Reply.Publication> publications = new ArrayList<>();
        for (JsonNode one : in.path("publications")) {
            publications.add(publication("", one));
        }
        return new Reply.Subscribed(id, in.path("recovered").asBoolean(false),
                new Place(in.path("epoch").asString(""), in.path("offset").asLong(0)),
                publications);
    }

    private static Reply.Publication publication(String channel, JsonNode in) {
        return new Reply.Publication(channel, in.get("data").toString(),
                in.path("offset").asLong(0));
    }
}
