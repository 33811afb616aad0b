package tidings.system.lab.fleet;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import tidings.system.lab.history.History;

/// One connection of a device. One thread reads; writing is guarded by the device.
final class Line implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Wire wire;
    private final History history;
    private final int era;

    Line(int port, Wire wire, History history) throws IOException {
        this.wire = wire;
        this.history = history;
        this.era = history.era();
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        silenceMax(SILENCE_MAX);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
    }

    Wire wire() {
        return wire;
    }

    /// How long [#read] waits before it gives up.
    void silenceMax(Duration max) throws IOException {
        socket.setSoTimeout((int) max.toMillis());
    }

    void send(byte[] packet) throws IOException {
        out.write(packet);
    }

    /// @throws IOException also if what it heard counts for nothing
    Packet read() throws IOException {
        Packet packet = wire.read(in);
        if (!history.counts(era)) {
            throw new IOException("heard while the power went");
        }
        return packet;
    }

    /// Says no more, and waits until the server has ended it, too.
    void awaitEnd() throws IOException {
        socket.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream());
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
