package tidings.cli.bench;

import java.net.UnknownHostException;
import tidings.cli.bench.system.Endpoint;
import tidings.cli.bench.wire.JsonDialect;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.ProtobufDialect;
import tidings.cli.bench.wire.RawDialect;
import tidings.cli.bench.wire.RedisProtocol;
import tidings.cli.bench.wire.Stamp;
import tidings.cli.bench.wire.WebSocketProtocol;

/// A server, and how to speak to it.
///
/// @param path before every path; empty for none
public record Target(String host, int port, String path, Speech speech) {
    public enum Speech {
        JSON, PROTOBUF, RAW, REDIS
    }

    Endpoint endpoint() throws BenchException {
        try {
            return Endpoint.resolve(host, port);
        } catch (UnknownHostException e) {
            throw new BenchException(BenchException.Kind.CANNOT_CONNECT,
                    "no host %s (%s): name the server with --url".formatted(host,
                            e.getMessage()),
                    e);
        }
    }

    Protocol protocol(Stamp stamp) {
        String authority = host + ":" + port;
        return switch (speech) {
            case JSON -> new WebSocketProtocol(new JsonDialect(stamp), authority, path);
            case PROTOBUF -> new WebSocketProtocol(new ProtobufDialect(stamp), authority, path);
            case RAW -> new WebSocketProtocol(new RawDialect(stamp), authority, path);
            case REDIS -> new RedisProtocol(stamp);
        };
    }

    /// Whether a publish is answered.
    boolean answers() {
        return speech != Speech.RAW;
    }
}
