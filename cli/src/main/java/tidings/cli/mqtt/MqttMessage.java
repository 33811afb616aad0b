package tidings.cli.mqtt;

import java.util.Map;

/// A PUBLISH, as far as a command line sees it (MQTT 5.0 §3.3).
///
/// @param topic       a channel's name
/// @param retain      to the server: keep it as the topic's value; from it: it was kept
/// @param contentType empty for none
/// @param tags        its user properties; of a name that comes twice the last
public record MqttMessage(String topic, byte[] payload, int qos, boolean retain,
        String contentType, Map<String, String> tags) {}
