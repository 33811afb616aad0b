package tidings.system.lab.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tidings.system.RawWebSocket;

/// One connection that is past its connect command. One thread reads, any may write.
final class CentrifugeConnection implements AutoCloseable {
    private static final int CONNECT_ID = 1;

    private final RawWebSocket socket;
    private final Wire wire;

    /// @param receiveBytes of the socket's buffer; 0 for the system's choice
    CentrifugeConnection(int port, Wire wire, int receiveBytes) throws IOException {
        this.wire = wire;
        this.socket = new RawWebSocket(port, "/connection/websocket", receiveBytes,
                wire.headers());
        try {
            send(List.of(new Command.Connect(CONNECT_ID)));
            if (!read().contains(new Reply.Done(CONNECT_ID))) {
                throw new IOException("no answer to the connect command");
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// How long [#read] waits before it gives up.
    void silenceMax(Duration max) throws IOException {
        socket.silenceMax(max);
    }

    void send(List<Command> commands) throws IOException {
        byte[] frame = wire.encode(commands);
        synchronized (socket) {
            socket.send(wire.firstByte(), frame);
        }
    }

    /// The replies of the next frame; pings are answered here.
    ///
    /// @throws IOException at the end, with the reason that the server gave
    List<Reply> read() throws IOException {
        List<Reply> replies = wire.decode(socket.readMessage());
        if (replies.contains(new Reply.Ping())) {
            send(List.of(new Command.Pong()));
        }
        return replies;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
