package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One connection's way out, and with it whether the connection is read.
///
/// Bytes are handed to the socket at once and flushed once at the turn's end, so what was offered
/// or sent leaves in that order. Frames that don't fit are refused; replies and pings always fit,
/// but while too much waits the connection isn't read, so a peer can't make us hoard by asking.
/// Frames are those of a [TurnBuffer].
///
/// While it isn't read, deadlines for what the peer must send stand still: whoever waits for
/// something asks [#readingPaused] and [#readSinceNs].
@OwnedBy(Owner.LOOP)
public final class SocketOutbox implements Outbox {
    /// The handler that reads what the connection's way out decides to read.
    interface Reader {
        /// The socket is read again; what had been read before may wait in a decoder.
        void onReadingResumed();
    }

    /// Why a connection isn't read: too much waits to be sent to it.
    private static final int PAUSED_FULL = 1;
    /// Why a connection isn't read: the session asked.
    private static final int PAUSED_BY_SESSION = 2;

    private final Channel socket;
    private final NettyLoop loop;
    private final OutboxSettings settings;
    private final Reader reader;
    private @Nullable OutboxListener listener;
    private @Nullable StallWatch stallWatch;
    private long readSinceNs;
    private byte paused;
    private boolean listed;
    /// Somebody waits for room.
    private boolean awaited;
    private boolean closed;
    /// In the loop's [Crowd]; negative if it is not there.
    int place = -1;

    SocketOutbox(Channel socket, NettyLoop loop, Reader reader, OutboxSettings settings) {
        this.socket = socket;
        this.loop = loop;
        this.reader = reader;
        this.settings = settings;
        this.readSinceNs = loop.monotonicNs();
    }

    /// Says who hears of drains and stalls.
    void listener(@Nullable OutboxListener newListener) {
        listener = newListener;
    }

    public NettyLoop loop() {
        return loop;
    }

    /// Takes a share of the frames, or refuses. After the connection was closed it takes anything,
    /// and drops it: whoever subscribed hears of the end by other means.
    @Override
    public boolean offer(Frames frames) {
        if (closed) {
            return true;
        }
        if (full()) {
            loop.counters().offersRefused++;
            return false;
        }
        write(((TurnBuffer) frames).share());
        return true;
    }

    @Override
    public boolean full() {
        boolean full = isFull();
        awaited |= full && !PlantedFlaw.FULL_AND_UNTOLD.planted();
        return full;
    }

    /// What waits for the end of the turn is flushed before that is said.
    private boolean isFull() {
        if (closed || socket.isWritable()) {
            return false;
        }
        if (listed) {
            socket.flush();
        }
        return !closed && !socket.isWritable();
    }

    /// Sends complete frames to this connection alone. Always taken; takes the buffer over.
    public void send(ByteBuf frames) {
        if (closed) {
            frames.release();
            return;
        }
        StallWatch watch = stallWatch;
        if (watch != null && watch.isSet()) {
            long before = unsentBytes();
            write(frames);
            watch.unsentBytes += unsentBytes() - before;
        } else {
            write(frames);
        }
        if (isFull()) {
            pause(PAUSED_FULL);
        }
    }

    /// The session takes no more for now: its socket isn't read until [#resumeReading].
    public void pauseReading() {
        pause(PAUSED_BY_SESSION);
    }

    public void resumeReading() {
        resume(PAUSED_BY_SESSION);
    }

    public boolean readingPaused() {
        return paused != 0;
    }

    /// Since when it has been read without a pause, on the loop's monotonic clock. A pong that is
    /// overdue by less than the time since then may still be in the socket.
    public long readSinceNs() {
        return readSinceNs;
    }

    /// Bytes that were taken and that the operating system has not.
    public long unsentBytes() {
        ChannelOutboundBuffer waiting = socket.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }

    /// Nothing is taken any more. What was taken still counts, until [#onGone].
    void close() {
        closed = true;
        listener = null;
        if (stallWatch != null) {
            stallWatch.end();
        }
    }

    /// The socket is closed, or somebody else's.
    void onGone() {
        close();
        loop.crowd().remove(this);
    }

    /// For how long it has been full without any progress, as far as was looked; 0 if it is not
    /// full or has moved since, and for ever if it is closed.
    long stuckNs() {
        StallWatch watch = stallWatch;
        if (closed) {
            return Long.MAX_VALUE;
        }
        return watch == null || !watch.isSet() || unsentBytes() < watch.unsentBytes
                ? 0
                : loop.monotonicNs() - watch.progressAtNs;
    }

    /// Too much waits to be sent to all connections, and this one has been stuck the longest.
    void cut() {
        OutboxListener told = listener;
        if (told == null) {
            var _ = socket.close();
        } else {
            loop.counters().outboxesCut++;
            told.onStalled();
        }
    }

    /// From the connection's handler, possibly in the middle of a write: so nobody is told inline.
    void onWritabilityChanged() {
        if (closed) {
            return;
        }
        if (!socket.isWritable()) {
            watchForStall();
            return;
        }
        if (stallWatch != null) {
            stallWatch.end();
        }
        resume(PAUSED_FULL);
        if (awaited) {
            loop.execute(this::onRoom);
        }
    }

    /// Calls back, on the loop, once the operating system has all that was taken; never if it fails.
    void onceSent(Runnable then) {
        var _ = socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (sent.isSuccess()) {
                loop.execute(then);
            }
        });
    }

    void flushListed() {
        listed = false;
        socket.flush();
    }

    private void onRoom() {
        if (awaited && !isFull()) {
            awaited = false;
            if (listener != null) {
                listener.onDrained();
            }
        }
    }

    private void write(ByteBuf frames) {
        loop.crowd().onWritten(frames.readableBytes());
        var _ = socket.write(frames, socket.voidPromise());
        if (!listed) {
            listed = true;
            loop.flushAtTurnEnd(this);
        }
    }

    private void pause(int reason) {
        if (paused == 0 && !closed) {
            socket.config().setAutoRead(false);
        }
        paused |= (byte) reason;
    }

    private void resume(int reason) {
        if (paused == 0) {
            return;
        }
        paused &= (byte) ~reason;
        if (paused == 0 && !closed) {
            readSinceNs = loop.monotonicNs();
            loop.execute(this::readOn);
        }
    }

    /// What was read before comes first: with io_uring the socket is read as soon as that is said, and
    /// who pauses again and again would have more and more of it waiting here.
    private void readOn() {
        if (closed || paused == 0) {
            reader.onReadingResumed();
        }
        if (closed || paused == 0) {
            socket.config().setAutoRead(true); // closed: a farewell is still read
        }
    }

    private void watchForStall() {
        if (stallWatch == null) {
            stallWatch = new StallWatch();
        }
        if (!stallWatch.isSet()) {
            stallWatch.begin();
        }
    }

    /// Looks now and then whether a full outbox moves at all, and counts it. Exists only for a
    /// connection that was full once.
    @OwnedBy(Owner.LOOP)
    private final class StallWatch extends Deadline {
        private static final int LOOKS = 10;
        private long progressAtNs;
        private long unsentBytes;
        private boolean counted;

        void begin() {
            countFull(true);
            progressAtNs = loop.monotonicNs();
            unsentBytes = unsentBytes();
            setNext();
        }

        void end() {
            countFull(false);
            loop.wheel().cancel(this);
        }

        private void countFull(boolean now) {
            if (counted != now) {
                counted = now;
                loop.counters().outboxesFull += now ? 1 : -1;
            }
        }

        @Override
        protected void onDue() {
            long now = loop.monotonicNs();
            long unsent = unsentBytes();
            if (unsent < unsentBytes) {
                progressAtNs = now;
                unsentBytes = unsent;
            } else if (now - progressAtNs >= settings.stallTimeout().toNanos()) {
                progressAtNs = now;
                loop.counters().stalls++;
                if (listener != null) {
                    listener.onStalled();
                }
            }
            if (!closed && !isSet()) {
                setNext();
            }
        }

        private void setNext() {
            loop.wheel().set(this, Math.max(1, settings.stallTimeout().toMillis() / LOOKS));
        }
    }
}
