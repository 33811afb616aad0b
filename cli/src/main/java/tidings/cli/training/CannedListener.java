package tidings.cli.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Serves one connection after the other, on a thread of its own.
abstract class CannedListener implements AutoCloseable {
    private final ServerSocket socket;

    CannedListener() throws IOException {
        this.socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    /// Answers until the peer has gone.
    abstract void serve(Socket connection) throws IOException;

    /// @param thread its name
    void listen(String thread) {
        Thread.ofPlatform().daemon().name(thread).start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                serve(connection);
            } catch (IOException e) {
                // the command has gone, or this was closed
            }
        }
    }

    String address() {
        return "localhost:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
