/// MQTT 3.1.1 and 5.0 over TCP, TLS and WebSocket, onto the same channels as every other door:
/// topics are channel names. [tidings.gateway.mqtt.MqttConversation] is one connection from its
/// CONNECT to its end, [tidings.gateway.mqtt.OpenMqttSession] what is asked in between; what it
/// still has to get is core's ([tidings.core.filter.FilterSession]). Bytes are in `wire`.
@NullMarked
package tidings.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
