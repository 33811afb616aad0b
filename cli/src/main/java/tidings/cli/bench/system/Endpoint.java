package tidings.cli.bench.system;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A TCP port of an IPv4 host, as `sockaddr_in` has it.
///
/// @param host as it was asked for
public record Endpoint(String host, int port, byte[] address) {
    private static final int LOOPBACK = 127;

    public static Endpoint resolve(String host, int port) throws UnknownHostException {
        for (InetAddress each : InetAddress.getAllByName(host)) {
            if (each instanceof Inet4Address) {
                return new Endpoint(host, port, each.getAddress());
            }
        }
        throw new UnknownHostException(host + " has no IPv4 address");
    }

    /// Whether a connection may come from any address of 127.0.0.0/8, each with its own ports.
    public boolean isLoopback() {
        return address[0] == LOOPBACK;
    }
}
