package tidings.system.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/// Eclipse Paho, MQTT 3.1.1.
final class Paho3 implements Peer, MqttCallback {
    private final MqttClient client;
    private final @Nullable String willTopic;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    Paho3(String uri, String id, @Nullable String willTopic) throws MqttException {
        this.client = new MqttClient(uri, id, new MemoryPersistence());
        this.willTopic = willTopic;
        client.setTimeToWait(20_000);
        client.setCallback(this);
    }

    @Override
    public boolean connect(boolean fresh) throws Exception {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(fresh);
        if (willTopic != null) {
            options.setWill(willTopic, "gone".getBytes(StandardCharsets.UTF_8), 1, true);
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
        client.publish(topic, payload, qos, retain);
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
        got.add(new Got(topic, message.getPayload(), message.getQos(), message.isRetained(),
                Map.of(), null));
    }

    @Override
    public void connectionLost(Throwable cause) {}

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}

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
