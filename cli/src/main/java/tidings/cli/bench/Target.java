package tidings.cli.bench;

import java.net.UnknownHostException;
import tidings.cli.bench.system.Endpoint;
import tidings.cli.bench.wire.Protocol;
import tidings.cli.bench.wire.Stamp;

/// A server, and how to speak to it.
public record Target(String host, int port, Speech speech) {
    Endpoint endpoint() throws BenchException {
        try {
            return Endpoint.resolve(host, port);
        } catch (UnknownHostException e) {
            throw new BenchException(BenchException.Kind.CANNOT_CONNECT,
                    "no host %s (%s)".formatted(host, e.getMessage()), e);
        }
    }

    Protocol protocol(Stamp stamp) {
        return speech.protocol(stamp, host + ":" + port);
    }
}
