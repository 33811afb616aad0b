package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// The operating system's `send`, without waiting and past Netty's queue of a socket: what a
/// connection is sent in a turn is mostly one buffer, and the socket has room for it.
///
/// Linux only. The C library is called (JEP 454) because Netty's own call of it would wait where
/// Netty's sockets do, with io_uring.
final class DirectSend {
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final MethodHandle SEND = find();

    private DirectSend() {}

    @SuppressWarnings("restricted")
    private static MethodHandle find() {
        FunctionDescriptor send = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG,
                JAVA_INT);
        if (!LINUX) {
            return MethodHandles.empty(send.toMethodType());
        }
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("send"), send);
    }

    /// Finds the function, before loops run that would all look for it at once.
    static void prepare() {
        SEND.type();
    }

    /// Where what a connection is sent goes to the socket as it is; null if it doesn't. It does not
    /// change once the connection has been heard: TLS is there from its first byte on.
    static @Nullable FileDescriptor descriptorOf(Channel socket) {
        return LINUX && socket instanceof UnixChannel system
                && socket.pipeline().get(SslHandler.class) == null ? system.fd() : null;
    }

    /// @param descriptor negative if there is none now
    /// @param bytes whose indexes stay as they are
    /// @return how many were taken; 0 if none now, or not in this way, for whatever reason
    static int send(int descriptor, ByteBuf bytes) {
        if (descriptor < 0 || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            long taken = (long) SEND.invokeExact(descriptor,
                    bytes.memoryAddress() + bytes.readerIndex(), (long) bytes.readableBytes(),
                    MSG_DONTWAIT | MSG_NOSIGNAL);
            return (int) Math.max(0, taken);
        } catch (Throwable e) {
            throw new IllegalStateException("the system's send can't be called", e);
        }
    }
}
