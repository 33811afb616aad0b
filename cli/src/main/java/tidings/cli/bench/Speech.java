package tidings.cli.bench;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.bench.wire.JsonDialect;
import tidings.cli.bench.wire.MqttDialect;
import tidings.cli.bench.wire.MqttProtocol;
import tidings.cli.bench.wire.MqttTerms;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.ProtobufDialect;
import tidings.cli.bench.wire.RawDialect;
import tidings.cli.bench.wire.RedisProtocol;
import tidings.cli.bench.wire.Stamp;
import tidings.cli.bench.wire.WebSocketProtocol;

/// How to speak to a server.
public sealed interface Speech {
    /// @param authority as a Host header has it
    Protocol protocol(Stamp stamp, String authority);

    /// Whether a publish is answered.
    boolean answers();

    /// Whether a server remembers whom it had, and what they subscribed to.
    default boolean hasSessions() {
        return false;
    }

    /// Whether a subscriber is to be remembered even where the load does not ask for it.
    default boolean keepsSessions() {
        return false;
    }

    /// As a line of `--json` has it.
    void describe(Map<String, @Nullable Object> fields);

    /// @param path before every path; empty for none
    record Centrifuge(Form form, String path) implements Speech {
        public enum Form {
            JSON, PROTOBUF
        }

        @Override
        public Protocol protocol(Stamp stamp, String authority) {
            return new WebSocketProtocol(switch (form) {
                case JSON -> new JsonDialect(stamp);
                case PROTOBUF -> new ProtobufDialect(stamp);
            }, authority, path);
        }

        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public void describe(Map<String, @Nullable Object> fields) {
            fields.put("protocol", form.name().toLowerCase(Locale.ROOT));
        }
    }

    /// @param path before every path; empty for none
    record Raw(String path) implements Speech {
        @Override
        public Protocol protocol(Stamp stamp, String authority) {
            return new WebSocketProtocol(new RawDialect(stamp), authority, path);
        }

        @Override
        public boolean answers() {
            return false;
        }

        @Override
        public void describe(Map<String, @Nullable Object> fields) {
            fields.put("protocol", "raw");
        }
    }

    /// @param keepsSessions see [Speech#keepsSessions]
    /// @param webSocketPath null over TCP
    record Mqtt(MqttTerms terms, boolean keepsSessions, @Nullable String webSocketPath)
            implements
                Speech {
        @Override
        public Protocol protocol(Stamp stamp, String authority) {
            MqttDialect dialect = new MqttDialect(stamp, terms);
            return webSocketPath == null
                    ? new MqttProtocol(dialect)
                    : new WebSocketProtocol(dialect, authority, webSocketPath);
        }

        @Override
        public boolean answers() {
            return terms.qos() > 0;
        }

        @Override
        public boolean hasSessions() {
            return true;
        }

        @Override
        public void describe(Map<String, @Nullable Object> fields) {
            fields.put("protocol", "mqtt");
            fields.put("version", terms.version().toString());
            fields.put("qos", terms.qos());
            fields.put("over", webSocketPath == null ? "tcp" : "websocket");
        }
    }

    record Redis() implements Speech {
        @Override
        public Protocol protocol(Stamp stamp, String authority) {
            return new RedisProtocol(stamp);
        }

        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public void describe(Map<String, @Nullable Object> fields) {
            fields.put("protocol", "redis");
        }
    }
}
