package tidings.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Opens connections.
public final class Dialing {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private Dialing() {}

    /// Tries each address of the host in turn.
    ///
    /// @param tls whether the server must show a certificate for this host that Java trusts
    public static Socket dial(String host, int port, boolean tls) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MS);
                socket.setTcpNoDelay(true);
                return tls ? secured(socket, host, port) : socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private static Socket secured(Socket socket, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(CONNECT_TIMEOUT_MS);
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }
}
