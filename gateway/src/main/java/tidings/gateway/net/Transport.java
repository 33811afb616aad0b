package tidings.gateway.net;

/// How the operating system is asked for bytes: a setting.
public enum Transport {
    /// The best that works here: io_uring, else epoll, else NIO.
    AUTO,
    /// Linux, where the kernel and the container allow it. Wide fan-out costs a fifth less.
    IO_URING,
    /// Linux.
    EPOLL,
    /// Anywhere.
    NIO
}
