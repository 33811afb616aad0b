package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What is to leave a loop's connections at the end of a turn, and the connections: each has one
/// place here, which it knows itself.
///
/// A turn may be for thousands of connections that no processor's cache has any more. So what is
/// stored for each of them is a number and not a reference (the collector's barrier would wait for
/// the store before it), these arrays are new ones each turn (there it has none), and what is needed
/// of a few connections is collected before the first of them is sent anything.
@OwnedBy(Owner.LOOP)
final class Outgoing {
    private static final int CAPACITY_MIN = 4;
    private static final int TOGETHER = 32;

    private final NettyLoop loop;
    private SocketOutbox[] outboxes = {};
    private @Nullable ByteBuf[] bytes = {};
    private int count;
    private int countBefore;
    private final int[] descriptors = new int[TOGETHER];
    private final int[] taken = new int[TOGETHER];
    private final boolean[] queues = new boolean[TOGETHER];

    Outgoing(NettyLoop loop) {
        this.loop = loop;
    }

    /// @return its place, until [SocketOutbox#offList]
    int add(SocketOutbox outbox, ByteBuf first) {
        if (count == outboxes.length) {
            int capacity = Math.max(Math.max(CAPACITY_MIN, countBefore), 2 * count);
            outboxes = Arrays.copyOf(outboxes, capacity);
            bytes = Arrays.copyOf(bytes, capacity);
        }
        outboxes[count] = outbox;
        bytes[count] = first;
        return count++;
    }

    /// All of a connection that is held back from its socket's queue; null if it was handed over.
    @Nullable
    ByteBuf at(int place) {
        return bytes[place];
    }

    void set(int place, @Nullable ByteBuf all) {
        bytes[place] = all;
    }

    /// What is written meanwhile leaves, too.
    void flush() {
        try {
            int from = 0;
            while (from < count) {
                int to = Math.min(from + TOGETHER, count);
                send(from, to);
                from = to;
            }
        } finally {
            countBefore = count;
            count = 0;
            outboxes = new SocketOutbox[0];
            bytes = new ByteBuf[0];
        }
    }

    /// Until the last of them was sent something nothing else runs: it could close a descriptor. And
    /// what a socket did not take is in its queue before any of these is flushed.
    private void send(int from, int to) {
        for (int at = from; at < to; at++) {
            descriptors[at - from] = outboxes[at].offList();
        }
        for (int at = from; at < to; at++) {
            ByteBuf all = bytes[at];
            taken[at - from] = all == null ? 0 : DirectSend.send(descriptors[at - from], all);
        }
        for (int at = from; at < to; at++) {
            queues[at - from] = !isDone(outboxes[at], bytes[at], taken[at - from]);
            bytes[at] = null;
        }
        for (int at = from; at < to; at++) {
            if (queues[at - from]) {
                SocketOutbox outbox = outboxes[at];
                loop.guarded("while it flushed a connection", outbox::flush);
            }
        }
    }

    private boolean isDone(SocketOutbox outbox, @Nullable ByteBuf all, int sent) {
        if (all == null) {
            return false;
        }
        if (sent == all.readableBytes()) {
            all.release();
            return true;
        }
        loop.guarded("while it queued for a connection", () -> outbox.queue(all, sent));
        return false;
    }
}
