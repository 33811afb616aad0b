package tidings.system.mqtt;

import org.jspecify.annotations.Nullable;
import tidings.system.ServerProcess;

/// The stock clients, each over both transports.
enum Kind {
    PAHO_3_TCP, PAHO_3_WEBSOCKET, PAHO_5_TCP, PAHO_5_WEBSOCKET, HIVEMQ_5_TCP, HIVEMQ_5_WEBSOCKET;

    /// @param willTopic null for no will
    Peer peer(ServerProcess server, String client, @Nullable String willTopic)
            throws Exception {
        String tcp = "tcp://localhost:" + server.mqttPort();
        String webSocket = "ws://localhost:" + server.port() + "/mqtt";
        return switch (this) {
            case PAHO_3_TCP -> new Paho3(tcp, client, willTopic);
            case PAHO_3_WEBSOCKET -> new Paho3(webSocket, client, willTopic);
            case PAHO_5_TCP -> new Paho5(tcp, client, willTopic);
            case PAHO_5_WEBSOCKET -> new Paho5(webSocket, client, willTopic);
            case HIVEMQ_5_TCP -> new HiveMq5(server.mqttPort(), false, client, willTopic);
            case HIVEMQ_5_WEBSOCKET -> new HiveMq5(server.port(), true, client, willTopic);
        };
    }
}
