package tidings.cli.bench.wire;

import org.jspecify.annotations.Nullable;

/// How clients of MQTT present themselves.
///
/// @param qos of publishes and subscriptions
/// @param user null for none
public record MqttTerms(Version version, int qos, @Nullable String user,
        @Nullable String password) {
    /// Without the password: this may get into a message.
    @Override
    public String toString() {
        return "MQTT %s with QoS %d".formatted(version, qos);
    }

    public enum Version {
        V3_1_1(4), V5(5);

        /// As CONNECT has it (§3.1.2.2).
        final int level;

        Version(int level) {
            this.level = level;
        }

        @Override
        public String toString() {
            return this == V5 ? "5" : "3.1.1";
        }
    }
}
