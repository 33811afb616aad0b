package tidings.cli.bench.system;

import java.io.IOException;

/// TCP sockets that never block, by their descriptor.
public final class Sockets {
    /// A call that would have had to wait.
    public static final int NOTHING = -1;
    /// The other side has closed, or the connection was reset.
    public static final int ENDED = -2;

    private static final int AF_INET = 2;
    private static final int STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_RCVBUF = 8;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int ADDRESS_BYTES = 16;
    /// Connections from one address of 127.0.0.0/8: well below the ports it has.
    private static final int PER_SOURCE = 10_000;

    private static final NativeBuffer SCRATCH = new NativeBuffer(64);

    private Sockets() {}

    /// Begins to connect.
    ///
    /// @param number which connection this is; many need several source addresses
    /// @param receiveBytes of SO_RCVBUF; 0 leaves it to the system
    public static int connect(Endpoint to, int number, int receiveBytes) throws IOException {
        int fd = Native.socket(AF_INET, STREAM_NONBLOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw failed("socket");
        }
        setInt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
        if (receiveBytes > 0) {
            setInt(fd, SOL_SOCKET, SO_RCVBUF, receiveBytes);
        }
        // Closed by a reset: else each run leaves its ports in TIME_WAIT to the next.
        SCRATCH.setInt(0, 1);
        SCRATCH.setInt(4, 0);
        Native.setOption(fd, SOL_SOCKET, SO_LINGER, SCRATCH.addressOf(0), 8);
        if (to.isLoopback() && number >= PER_SOURCE) {
            setInt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
            writeAddress(new byte[]{127, 0, 1, (byte) (number / PER_SOURCE)}, 0);
            if (Native.bind(fd, SCRATCH.addressOf(0), ADDRESS_BYTES) != 0) {
                throw closing(fd, "bind");
            }
        }
        writeAddress(to.address(), to.port());
        if (Native.connect(fd, SCRATCH.addressOf(0), ADDRESS_BYTES) != 0
                && Native.error() != Native.EINPROGRESS) {
            throw closing(fd, "connect");
        }
        return fd;
    }

    /// Ends connecting.
    ///
    /// @return why it failed; empty if it did not
    public static String connectError(int fd) {
        SCRATCH.setInt(0, 0);
        SCRATCH.setInt(8, 4);
        Native.getOption(fd, SOL_SOCKET, SO_ERROR, SCRATCH.addressOf(0), SCRATCH.addressOf(8));
        int error = SCRATCH.intAt(0);
        return error == 0 ? "" : Native.errorText(error);
    }

    /// @return how many bytes, or [#NOTHING], or [#ENDED]
    public static int receive(int fd, NativeBuffer into, int at, int length) {
        long count = Native.receive(fd, into.addressOf(at), length, 0);
        return count > 0 ? (int) count : count == 0 ? ENDED : outcome();
    }

    /// @return how many bytes, or [#NOTHING], or [#ENDED]
    public static int send(int fd, NativeBuffer from, int at, int length) {
        long count = Native.send(fd, from.addressOf(at), length, MSG_NOSIGNAL);
        return count >= 0 ? (int) count : outcome();
    }

    public static void close(int fd) {
        Native.close(fd);
    }

    private static int outcome() {
        int error = Native.error();
        return error == Native.EAGAIN || error == Native.EINTR ? NOTHING : ENDED;
    }

    private static void setInt(int fd, int level, int name, int value) {
        SCRATCH.setInt(0, value);
        Native.setOption(fd, level, name, SCRATCH.addressOf(0), 4);
    }

    private static void writeAddress(byte[] address, int port) {
        SCRATCH.setLong(0, 0);
        SCRATCH.setLong(8, 0);
        SCRATCH.setByte(0, AF_INET);
        SCRATCH.setByte(2, port >> 8);
        SCRATCH.setByte(3, port);
        SCRATCH.write(4, address, 0, 4);
    }

    private static IOException closing(int fd, String call) {
        IOException failed = failed(call);
        Native.close(fd);
        return failed;
    }

    private static IOException failed(String call) {
        return new IOException(call + ": " + Native.errorText(Native.error()));
    }
}
