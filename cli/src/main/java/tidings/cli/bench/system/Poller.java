package tidings.cli.bench.system;

import java.io.IOException;

/// epoll, level-triggered, with waits to the nanosecond.
public final class Poller implements AutoCloseable {
    private static final int READABLE = 0x001;
    private static final int WRITABLE = 0x004;
    private static final int BROKEN = 0x008 | 0x010;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int MODIFY = 3;
    private static final int EVENTS = 512;
    private static final long PWAIT2 = 441;
    private static final long SIGNAL_SET_BYTES = 8;
    private static final long NANOS = 1_000_000_000;
    /// The structure is packed on x86-64 only.
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int STRIDE = PACKED ? 12 : 16;
    private static final int NUMBER_AT = PACKED ? 4 : 8;

    private final NativeBuffer events = new NativeBuffer(EVENTS * STRIDE);
    private final NativeBuffer scratch = new NativeBuffer(32);
    private final int epoll;
    private boolean awake;
    private long idleNanos;

    public Poller() throws IOException {
        epoll = Native.epollCreate();
        if (epoll < 0) {
            throw new IOException("epoll: " + Native.errorText(Native.error()));
        }
    }

    /// @param number by which events name it
    public void add(int fd, int number, boolean writable) {
        control(ADD, fd, number, writable);
    }

    public void change(int fd, int number, boolean writable) {
        control(MODIFY, fd, number, writable);
    }

    public void remove(int fd) {
        control(REMOVE, fd, 0, false);
    }

    /// From now on waiting asks again and again. To wake a sleeping core costs whoever sends
    /// microseconds; that would be said of the server.
    public void stayAwake() {
        awake = true;
    }

    /// For how long it was awake for nothing.
    public long idleNanos() {
        return idleNanos;
    }

    /// Waits until something happens, at most so long.
    ///
    /// @return how many events there are
    public int await(long nanos) {
        if (!awake) {
            return sleep(nanos);
        }
        long from = System.nanoTime();
        long now = from;
        int events = sleep(0);
        while (events == 0 && now - from < nanos) {
            now = System.nanoTime();
            events = sleep(0);
        }
        idleNanos += now - from;
        return events;
    }

    private int sleep(long nanos) {
        long bounded = Math.max(0, nanos);
        scratch.setLong(16, bounded / NANOS);
        scratch.setLong(24, bounded % NANOS);
        long count = Native.systemCall(PWAIT2, epoll, events.addressOf(0), EVENTS,
                scratch.addressOf(16), 0, SIGNAL_SET_BYTES);
        if (count < 0 && Native.error() != Native.EINTR) {
            throw new IllegalStateException(
                    "epoll_pwait2 (Linux 5.11 and newer): " + Native.errorText(Native.error()));
        }
        return (int) Math.max(0, count);
    }

    public int number(int event) {
        return events.intAt(event * STRIDE + NUMBER_AT);
    }

    public boolean isReadable(int event) {
        return (events.intAt(event * STRIDE) & (READABLE | BROKEN)) != 0;
    }

    public boolean isWritable(int event) {
        return (events.intAt(event * STRIDE) & (WRITABLE | BROKEN)) != 0;
    }

    @Override
    public void close() {
        Native.close(epoll);
    }

    private void control(int operation, int fd, int number, boolean writable) {
        scratch.setInt(0, writable ? READABLE | WRITABLE : READABLE);
        scratch.setInt(NUMBER_AT, number);
        if (Native.epollControl(epoll, operation, fd, scratch.addressOf(0)) != 0) {
            throw new IllegalStateException("epoll_ctl: " + Native.errorText(Native.error()));
        }
    }
}
