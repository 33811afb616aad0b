package tidings.cli.bench;

import org.jspecify.annotations.Nullable;
import tidings.cli.bench.system.NativeBuffer;
import tidings.cli.bench.wire.Errand;

/// One connection of the swarm: what belongs to its bytes.
final class Connection {
    enum Phase {
        CONNECTING, OPENING, GREETING, READY, CLOSED
    }

    private static final byte[] NOTHING = {};

    final int number;
    /// Never reads once it is ready.
    final boolean deaf;
    Errand errand;
    Phase phase = Phase.CLOSED;
    int fd = -1;

    /// The beginning of something that is not whole yet.
    byte[] rest = NOTHING;
    int restBytes;

    /// Of the last publish, of whichever channel; 0 before the first.
    int lastId;

    /// Publishes that the server has not answered, and how many it may leave so; only where they
    /// have ids.
    int unanswered;
    int unansweredMax = Integer.MAX_VALUE;

    /// What is to be sent; only where it publishes, or owes answers.
    @Nullable
    NativeBuffer out;
    int outFrom;
    int outTo;
    boolean isDirty;
    boolean awaitsWritable;

    Connection(int number, Errand errand, boolean deaf) {
        this.number = number;
        this.errand = errand;
        this.deaf = deaf;
    }

    void keepRest(NativeBuffer in, int from, int to) {
        restBytes = to - from;
        if (restBytes > rest.length) {
            rest = new byte[Integer.highestOneBit(restBytes) * 2];
        }
        in.read(from, rest, 0, restBytes);
    }

    /// It may have to wait long for its next byte.
    void forgetBuffers() {
        rest = NOTHING;
        restBytes = 0;
    }
}
