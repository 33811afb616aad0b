package tidings.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.json.Json;
import tidings.cli.mqtt.MqttClient;
import tidings.cli.mqtt.MqttException;
import tidings.cli.mqtt.MqttMessage;

/// Publishes to one channel over one MQTT connection. What is cut off is not repeated: without a
/// key it might be stored twice.
final class MqttPublisher implements AutoCloseable {
    private final String channel;
    private final int qos;
    private final boolean retain;
    private final Map<String, String> tags;
    private final boolean json;
    private final Output output;
    private final MqttClient connection;

    MqttPublisher(MqttOptions mqtt, ServerOptions options, String channel, boolean retain,
            Map<String, String> tags, Output output) throws CommandException {
        this.channel = channel;
        this.qos = mqtt.qos();
        this.retain = retain;
        this.tags = tags;
        this.json = options.json;
        this.output = output;
        try {
            this.connection = mqtt.connect(mqtt.login(options, "", 0, true), new HashSet<>());
        } catch (MqttException e) {
            throw MqttOptions.told(e);
        }
    }

    void publish(String payload) throws CommandException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        try {
            connection.publish(new MqttMessage(channel, bytes, qos, retain, "", tags));
        } catch (MqttException e) {
            throw MqttOptions.told(e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED,
                    "the connection was cut (%s); the message may or may not be stored"
                            .formatted(e.getMessage()),
                    e);
        }
        if (json) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("channel", channel);
            line.put("qos", qos);
            line.put("retain", retain);
            output.result(Json.write(line));
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
