package tidings.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;

/// `tidings pub CHANNEL [MESSAGE]`
@Command(name = "pub", description = {"Publishes a message, or each line of stdin.",
        "Prints the position of each as EPOCH:OFFSET once it is stored. A publish that is cut off"
                + " is repeated; the server stores it once.",
        "With --via mqtt nothing is printed: it has been taken (QoS 1 and 2) or sent (QoS 0)."})
final class PubCommand implements Callable<Integer> {
    @Mixin
    ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Where to.")
    String channel = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "MESSAGE", description = "What; without it, or as -, each line of stdin.")
    @Nullable
    String message;

    @Option(names = "--id", paramLabel = "KEY", description = "Idempotency key: the same key stores once, however often it is sent. Lines of stdin get KEY:1, KEY:2 and so on.")
    @Nullable
    String id;

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag of the message; may be repeated.")
    Map<String, String> tags = new LinkedHashMap<>();

    @Mixin
    MqttOptions mqtt = new MqttOptions();

    @Option(names = {"-r",
            "--retain"}, description = "With --via mqtt: keep it as the channel's value, which each new subscriber is sent first. An empty message deletes the value.")
    boolean retain;

    private final Output output;
    private final InputStream stdin;

    /// Publishes one message.
    private interface Sender {
        void send(String payload, String key) throws CommandException;
    }

    PubCommand(Output output) {
        this.output = output;
        this.stdin = System.in;
    }

    @Override
    public Integer call() throws CommandException {
        if (mqtt.chosen()) {
            if (id != null) {
                throw new CommandException(ExitCode.USAGE, "--id does not go with --via mqtt:"
                        + " MQTT has no idempotency keys; -q 2 sends once");
            }
            try (MqttPublisher publisher = new MqttPublisher(mqtt, options, channel, retain, tags,
                    output)) {
                sendAll((payload, _) -> publisher.publish(payload));
            }
        } else {
            mqtt.refuseStray(retain ? "-r" : null);
            try (Publisher publisher = new Publisher(options, channel, headers())) {
                sendAll((payload, key) -> publish(publisher, payload, key));
            }
        }
        return ExitCode.OK.code();
    }

    private void sendAll(Sender sender) throws CommandException {
        if (message != null && !message.equals("-")) {
            sender.send(message, id == null ? UUID.randomUUID().toString() : id);
        } else {
            sendLines(sender);
        }
    }

    private void sendLines(Sender sender) throws CommandException {
        String run = id == null ? UUID.randomUUID().toString() : id;
        long number = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(stdin, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sender.send(line, run + ":" + ++number);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED,
                    "stdin can't be read after line %d: %s".formatted(number, e.getMessage()), e);
        }
    }

    private void publish(Publisher publisher, String payload, String key)
            throws CommandException {
        String reply = publisher.publish(payload.getBytes(StandardCharsets.UTF_8), key);
        try {
            if (Json.parse(reply) instanceof Map<?, ?> position) {
                show(position);
                return;
            }
        } catch (JsonSyntaxException e) {
            throw new CommandException(ExitCode.FAILED,
                    "the server's reply makes no sense (%s): is --url a Tidings server?"
                            .formatted(reply),
                    e);
        }
    }

    private void show(Map<?, ?> position) {
        if (options.json) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("channel", channel);
            position.forEach((key, value) -> line.put(String.valueOf(key), value));
            output.result(Json.write(line));
        } else if (position.containsKey("offset")) {
            output.result(position.get("epoch") + ":" + position.get("offset")
                    + (position.containsKey("duplicate") ? " (stored before)" : ""));
        }
    }

    private Map<String, String> headers() throws CommandException {
        if (tags.isEmpty()) {
            return Map.of();
        }
        StringBuilder list = new StringBuilder();
        for (var tag : tags.entrySet()) {
            String pair = tag.getKey() + "=" + tag.getValue();
            if (pair.chars().anyMatch(c -> c == ',' || c < ' ' || c > '~')) {
                throw new CommandException(ExitCode.USAGE, "a tag can't hold commas or characters"
                        + " beyond ASCII: '" + pair + "'; put that into the message");
            }
            list.append(list.isEmpty() ? "" : ", ").append(pair);
        }
        return Map.of("Tidings-Tags", list.toString());
    }
}
