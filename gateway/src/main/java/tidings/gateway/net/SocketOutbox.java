package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One connection's way out, and with it whether the connection is read.
///
/// What was offered or sent in a turn leaves at its end, in that order. Mostly that is one buffer, or
/// a few small ones that are gathered in one: the operating system gets it in one call
/// ([DirectSend]). What it does not take, and whatever more there is, waits in Netty's queue of the
/// socket. Frames that don't fit are refused; replies and pings always fit, but while too much waits
/// the connection isn't read, so a peer can't make us hoard by asking. Frames are those of a
/// [TurnBuffer].
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
    /// What is small is copied rather than sent by itself.
    private static final int GATHERED_BYTES_MAX = 4 * 1024;
    /// Room for what may follow in a buffer of this outbox's own.
    private static final int SPARE_BYTES = 512;
    private static final long LAST_WORDS_MS = 1_000;
    /// A session that stays paused for longer has lost them.
    private static final int LAST_WORDS_LOOKS = 30;
    /// A state of TCP, as Linux numbers them: neither side can send.
    private static final int TCP_CLOSE = 7;

    private final Channel socket;
    private final NettyLoop loop;
    private final OutboxSettings settings;
    private final Reader reader;
    private @Nullable OutboxListener listener;
    private @Nullable Slowness slowness;
    private byte paused;
    /// Where [DirectSend] reaches the socket, while Netty's queue of it is known to be empty.
    private @Nullable FileDescriptor descriptor;
    /// Where all that was written in this turn is held ([Outgoing]); negative if nothing was.
    private int turnPlace = -1;
    /// Somebody waits for room.
    private boolean awaited;
    private boolean closed;
    /// A write failed: the peer is gone, and only what it had said before is still of use.
    private boolean unheard;
    /// In the loop's [Crowd]; negative if it is not there.
    int place = -1;

    SocketOutbox(Channel socket, NettyLoop loop, Reader reader, OutboxSettings settings) {
        this.socket = socket;
        this.loop = loop;
        this.reader = reader;
        this.settings = settings;
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
        if (closed || unheard) {
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
        if (closed || unheard) {
            return false;
        }
        ByteBuf held = held();
        if (held != null && held.readableBytes() >= settings.highBytes()) {
            sendHeld();
        }
        if (descriptor != null || socket.isWritable()) {
            return false;
        }
        if (turnPlace >= 0) {
            socket.flush();
        }
        return !closed && !unheard && !socket.isWritable();
    }

    /// Sends complete frames to this connection alone. Always taken; takes the buffer over, and may put
    /// more behind what is in it: nobody else may have a view of it that is not counted.
    public void send(ByteBuf frames) {
        if (closed || unheard) {
            frames.release();
            return;
        }
        Slowness watch = slowness;
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

    /// @param bytes that are kept of what the peer sent, because it is not whole or not answered
    void onIncomplete(int bytes) {
        if (!closed) {
            loop.crowd().onIncomplete(this, bytes);
        }
    }

    /// Since when it has been read without a pause, on the loop's monotonic clock. A pong that is
    /// overdue by less than the time since then may still be in the socket.
    public long readSinceNs() {
        return slowness == null ? loop.begunNs() : slowness.readSinceNs;
    }

    /// Bytes that were taken and that the operating system has not.
    public long unsentBytes() {
        ByteBuf held = held();
        ChannelOutboundBuffer waiting = descriptor != null
                ? null
                : socket.unsafe().outboundBuffer();
        return (held == null ? 0 : held.readableBytes()) + (waiting == null
                ? 0
                : waiting.totalPendingWriteBytes() - waiting.currentProgress());
    }

    /// Nothing is taken any more. What was taken still counts, until [#onGone].
    void close() {
        closed = true;
        handOver();
        listener = null;
        if (slowness != null) {
            slowness.end();
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
        Slowness watch = slowness;
        if (closed) {
            return Long.MAX_VALUE;
        }
        return watch == null || !watch.isSet() || unsentBytes() < watch.unsentBytes
                ? 0
                : loop.monotonicNs() - watch.progressAtNs;
    }

    /// Too much waits to be sent to all connections or has come from them, and this one has been stuck
    /// the longest.
    void cut() {
        OutboxListener told = listener;
        if (told == null) {
            end();
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
        if (socket.isWritable()) {
            onTaking();
        } else if (!unheard) {
            watchForStall();
        }
    }

    /// From the connection's handler: a write failed, or nothing is to be written any more. What is
    /// to be sent from now on is dropped. The socket is read for another moment, to what its peer
    /// said last; its end may go unnoticed with io_uring, for a poll says a reset once, also while
    /// there is something to be read before it.
    void onOutputShut() {
        unheard = true;
        if (!closed) {
            onTaking();
            awaitLastWords(LAST_WORDS_LOOKS);
        }
    }

    /// The session may have paused it meanwhile.
    private void awaitLastWords(int looks) {
        loop.schedule(LAST_WORDS_MS, () -> {
            boolean read = paused == 0
                    && loop.monotonicNs() - readSinceNs() >= LAST_WORDS_MS * 1_000_000;
            if (read || closed || looks == 1) {
                end();
            } else {
                awaitLastWords(looks - 1);
            }
        });
    }

    /// Looks whether the peer is gone though nobody said so. It may have said something before.
    void lookForReset() {
        if (!closed && !unheard && socket instanceof IoUringSocketChannel ring && ring.isActive()
                && ring.tcpInfo().state() == TCP_CLOSE) {
            onOutputShut();
        }
    }

    private void end() {
        var _ = socket.close();
    }

    private void onTaking() {
        if (slowness != null) {
            slowness.end();
        }
        resume(PAUSED_FULL);
        if (awaited) {
            loop.execute(this::onRoom);
        }
    }

    /// Calls back, on the loop, once the operating system has all that was taken; never if it fails.
    void onceSent(Runnable then) {
        handOver();
        descriptor = null;
        var _ = socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (sent.isSuccess()) {
                loop.execute(then);
            }
        });
    }

    /// The turn ends: what is held for it leaves now.
    ///
    /// @return where it is to be sent; negative if it is to be queued
    int offList() {
        turnPlace = -1;
        return reachesSocket();
    }

    /// What is left of what was held waits in the socket's queue, to be flushed.
    void queue(ByteBuf all, int sent) {
        hand(all.slice(all.readerIndex() + sent, all.readableBytes() - sent));
    }

    void flush() {
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
        if (turnPlace < 0) {
            turnPlace = loop.sendAtTurnEnd(this, frames);
        } else if (!gather(frames)) {
            handOver();
            hand(frames);
        }
    }

    /// Puts frames behind those that are held, if all of them are small.
    private boolean gather(ByteBuf frames) {
        ByteBuf before = held();
        int bytes = frames.readableBytes();
        if (before == null || before.readableBytes() + bytes > GATHERED_BYTES_MAX) {
            return false;
        }
        ByteBuf all = before;
        boolean shared = before.refCnt() > 1;
        if (shared || !before.isWritable(bytes)) {
            all = ByteBufAllocator.DEFAULT
                    .directBuffer(before.readableBytes() + bytes + SPARE_BYTES);
            move(before, all);
            loop.outgoing().set(turnPlace, all);
        }
        move(frames, all);
        return true;
    }

    private static void move(ByteBuf from, ByteBuf to) {
        to.writeBytes(from, from.readerIndex(), from.readableBytes());
        from.release();
    }

    /// To the socket's queue. If that fails the handler is told that nothing more can be sent.
    private void hand(ByteBuf frames) {
        descriptor = null;
        var _ = socket.write(frames.duplicate(), socket.unsafe().voidPromise());
    }

    /// What is held goes the way of all that follows it.
    private void handOver() {
        ByteBuf all = takeHeld();
        if (all != null) {
            hand(all);
        }
    }

    private void sendHeld() {
        ByteBuf all = takeHeld();
        if (all == null) {
            return;
        }
        int sent = DirectSend.send(reachesSocket(), all);
        if (sent == all.readableBytes()) {
            all.release();
        } else {
            queue(all, sent);
            flush();
        }
    }

    /// All that was written in this turn and is held back from the socket's queue. Others may share
    /// it, so its indexes stay as they are.
    private @Nullable ByteBuf held() {
        return turnPlace < 0 ? null : loop.outgoing().at(turnPlace);
    }

    private @Nullable ByteBuf takeHeld() {
        ByteBuf all = held();
        if (all != null) {
            loop.outgoing().set(turnPlace, null);
        }
        return all;
    }

    private int reachesSocket() {
        FileDescriptor known = descriptor;
        if (known == null) {
            ChannelOutboundBuffer queue = socket.unsafe().outboundBuffer();
            boolean empty = queue != null && queue.totalPendingWriteBytes() == 0;
            known = empty ? DirectSend.descriptorOf(socket) : null;
            descriptor = known;
        }
        return known != null && known.isOpen() ? known.intValue() : -1;
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
            slowness().readSinceNs = loop.monotonicNs();
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
        if (!slowness().isSet()) {
            slowness().begin();
        }
    }

    private Slowness slowness() {
        if (slowness == null) {
            slowness = new Slowness();
        }
        return slowness;
    }

    /// Exists only for a connection that was full or not read once. Looks now and then whether a full
    /// outbox moves at all, and counts it.
    @OwnedBy(Owner.LOOP)
    private final class Slowness extends Deadline {
        private static final int LOOKS = 10;
        private long readSinceNs = loop.begunNs();
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
