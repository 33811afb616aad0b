/// MQTT 5.0 over a blocking socket, just enough for short commands: a client library would take
/// longer to load than the publish takes.
///
/// <pre>
///   MqttClient ─► PacketOut ─► socket ─► PacketIn ─► MqttClient ─► MqttMessage
/// </pre>
/// What it knows of packets serves `tidings bench mqtt`, too.
@NullMarked
package tidings.cli.mqtt;

import org.jspecify.annotations.NullMarked;
