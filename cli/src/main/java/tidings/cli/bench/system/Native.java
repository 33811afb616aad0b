package tidings.cli.bench.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// System calls, with pointers as numbers, so that a call makes no object. All are called by the
/// one thread that generates load.
///
/// Restricted: a wrong signature ends the process, so all signatures are here.
@SuppressWarnings("restricted")
final class Native {
    static final int EAGAIN = 11;
    static final int EINPROGRESS = 115;
    static final int EINTR = 4;

    private static final int ERROR_TEXT_BYTES = 256;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MemorySegment CAPTURED = Arena.global().allocate(STATE);

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_INT);
    private static final MethodHandle CONNECT = handle("connect", JAVA_INT, JAVA_INT, JAVA_LONG,
            JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, JAVA_LONG,
            JAVA_INT);
    private static final MethodHandle SET_OPTION = handle("setsockopt", JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GET_OPTION = handle("getsockopt", JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECV = handle("recv", JAVA_LONG, JAVA_INT, JAVA_LONG,
            JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, JAVA_LONG,
            JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = handle("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_LONG);
    private static final MethodHandle SET_AFFINITY = handle("sched_setaffinity", JAVA_INT,
            JAVA_INT, JAVA_LONG, JAVA_LONG);
    /// Seven words, for `epoll_pwait2` (which not every C library has) and `prctl`.
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Native() {}

    private static MethodHandle handle(String name, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /// `errno` of the last call that failed.
    static int error() {
        return (int) ERRNO.get(CAPTURED, 0L);
    }

    static String errorText(int error) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
            return text.reinterpret(ERROR_TEXT_BYTES).getString(0, StandardCharsets.UTF_8);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int socket(int domain, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(CAPTURED, domain, type, protocol);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int connect(int fd, long address, int length) {
        try {
            return (int) CONNECT.invokeExact(CAPTURED, fd, address, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(int fd, long address, int length) {
        try {
            return (int) BIND.invokeExact(CAPTURED, fd, address, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setOption(int fd, int level, int name, long value, int length) {
        try {
            return (int) SET_OPTION.invokeExact(CAPTURED, fd, level, name, value, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getOption(int fd, int level, int name, long value, long length) {
        try {
            return (int) GET_OPTION.invokeExact(CAPTURED, fd, level, name, value, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long receive(int fd, long address, long length, int flags) {
        try {
            return (long) RECV.invokeExact(CAPTURED, fd, address, length, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long send(int fd, long address, long length, int flags) {
        try {
            return (long) SEND.invokeExact(CAPTURED, fd, address, length, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(int fd) {
        try {
            return (int) CLOSE.invokeExact(CAPTURED, fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollCreate() {
        try {
            return (int) EPOLL_CREATE.invokeExact(CAPTURED, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollControl(int epoll, int operation, int fd, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(CAPTURED, epoll, operation, fd, event);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setAffinity(int thread, long bytes, long mask) {
        try {
            return (int) SET_AFFINITY.invokeExact(CAPTURED, thread, bytes, mask);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long systemCall(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALL.invokeExact(CAPTURED, number, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException("a system call can't be made", thrown);
    }
}
