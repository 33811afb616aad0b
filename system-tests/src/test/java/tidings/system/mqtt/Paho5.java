package tidings.system.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/// Eclipse Paho, MQTT 5.0.
final class Paho5 implements Peer, MqttCallback {
    private final MqttClient client;
    private final @Nullable String willTopic;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    Paho5(String uri, String id, @Nullable String willTopic) throws MqttException {
        this.client = new MqttClient(uri, id, new MemoryPersistence());
        this.willTopic = willTopic;
        client.setTimeToWait(20_000);
        client.setCallback(this);
    }

    @Override
    public boolean connect(boolean fresh) throws Exception {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(fresh);
        options.setSessionExpiryInterval(3_600L);
        if (willTopic != null) {
            MqttMessage will = new MqttMessage("gone".getBytes(StandardCharsets.UTF_8));
            will.setQos(1);
            will.setRetained(true);
            options.setWill(willTopic, will);
        }
        return client.connectWithResult(options).getSessionPresent();
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        client.subscribe(filter, qos);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain,
            Map<String, String> properties, @Nullable String contentType) throws Exception {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(qos);
        message.setRetained(retain);
        MqttProperties own = new MqttProperties();
        List<UserProperty> users = new ArrayList<>();
        properties.forEach((name, value) -> users.add(new UserProperty(name, value)));
        own.setUserProperties(users);
        if (contentType != null) {
            own.setContentType(contentType);
        }
        message.setProperties(own);
        client.publish(topic, message);
    }

    @Override
    public void disconnect() throws Exception {
        client.disconnect();
    }

    @Override
    public void breakOff() throws Exception {
        client.disconnectForcibly(0, 1, false);
    }

    @Override
    public List<Got> got() {
        return got;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        Map<String, String> properties = new LinkedHashMap<>();
        message.getProperties().getUserProperties()
                .forEach(each -> properties.put(each.getKey(), each.getValue()));
        got.add(new Got(topic, message.getPayload(), message.getQos(), message.isRetained(),
                properties, message.getProperties().getContentType()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnect();
            }
            client.close(true);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }
}
