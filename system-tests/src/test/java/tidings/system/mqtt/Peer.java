package tidings.system.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A stock client, as far as all of them are alike.
interface Peer extends AutoCloseable {
    /// @param properties user properties; empty in 3.1.1
    record Got(String topic, byte[] payload, int qos, boolean retained,
            Map<String, String> properties, @Nullable String contentType) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// @param fresh forget what the session was
    /// @return whether there was a session
    boolean connect(boolean fresh) throws Exception;

    void subscribe(String filter, int qos) throws Exception;

    /// Returns once it is acknowledged.
    void publish(String topic, byte[] payload, int qos, boolean retain,
            Map<String, String> properties, @Nullable String contentType) throws Exception;

    default void publish(String topic, String text, int qos, boolean retain) throws Exception {
        publish(topic, text.getBytes(StandardCharsets.UTF_8), qos, retain, Map.of(), null);
    }

    void disconnect() throws Exception;

    /// Ends the connection so that the will is due.
    void breakOff() throws Exception;

    /// What came, in its order.
    List<Got> got();

    default List<String> texts() {
        return got().stream().map(Got::text).toList();
    }

    @Override
    void close();
}
