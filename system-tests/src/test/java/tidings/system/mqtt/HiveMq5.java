package tidings.system.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The HiveMQ client, MQTT 5.0.
final class HiveMq5 implements Peer {
    private final Mqtt5BlockingClient client;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    HiveMq5(int port, boolean webSocket, String id, @Nullable String willTopic) {
        Mqtt5ClientBuilder builder = MqttClient.builder().useMqttVersion5().identifier(id)
                .serverHost("localhost").serverPort(port);
        if (webSocket) {
            builder = builder.webSocketConfig().serverPath("mqtt").applyWebSocketConfig();
        }
        if (willTopic != null) {
            builder = builder.willPublish().topic(willTopic).qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true).payload("gone".getBytes(StandardCharsets.UTF_8))
                    .applyWillPublish();
        }
        this.client = builder.buildBlocking();
        client.toAsync().publishes(MqttGlobalPublishFilter.ALL, this::onPublish);
    }

    private void onPublish(Mqtt5Publish message) {
        Map<String, String> properties = new LinkedHashMap<>();
        message.getUserProperties().asList().forEach(each -> properties
                .put(each.getName().toString(), each.getValue().toString()));
        got.add(new Got(message.getTopic().toString(), message.getPayloadAsBytes(),
                message.getQos().getCode(), message.isRetain(), properties,
                message.getContentType().map(Object::toString).orElse(null)));
    }

    @Override
    public boolean connect(boolean fresh) {
        return client.connectWith().cleanStart(fresh).sessionExpiryInterval(3_600).send()
                .isSessionPresent();
    }

    @Override
    public void subscribe(String filter, int qos) {
        client.subscribeWith().topicFilter(filter).qos(qos(qos)).send();
    }

    private static MqttQos qos(int qos) {
        return Objects.requireNonNull(MqttQos.fromCode(qos));
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain,
            Map<String, String> properties, @Nullable String contentType) {
        Mqtt5UserPropertiesBuilder users = Mqtt5UserProperties.builder();
        for (Map.Entry<String, String> each : properties.entrySet()) {
            users = users.add(each.getKey(), each.getValue());
        }
        client.publishWith().topic(topic).payload(payload).qos(qos(qos)).retain(retain)
                .userProperties(users.build()).contentType(contentType).send();
    }

    @Override
    public void disconnect() {
        client.disconnect();
    }

    /// It can't break; DISCONNECT with 0x04 is its way to leave a will.
    @Override
    public void breakOff() {
        client.disconnectWith().reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send();
    }

    @Override
    public List<Got> got() {
        return got;
    }

    @Override
    public void close() {
        if (client.getState().isConnected()) {
            client.disconnect();
        }
    }
}
