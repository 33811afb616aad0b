package tidings.gateway.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What the connections of one loop take together, and what is done when that is too much: one
/// connection has its bounds, but there may be many.
///
/// Newcomers have not said what they want yet. When there are too many, the one that came first
/// goes: whoever means it is done in a moment. What waits to be sent is added up once a second, and
/// soon after much was written: many may ask for much in one moment. Above the loop's share, those
/// that are leaving anyway are closed, those that have been stuck the longest are cut, then those
/// for whom most waits, as if their time had come.
///
/// What is kept of messages that are not whole and of requests that are not answered has a bound, too:
/// above it those go whose has been on its way for the longest.
///
/// And each is asked about once a minute whether its peer has been reset: with io_uring that may go
/// unnoticed as long as nothing is sent to it.
@OwnedBy(Owner.LOOP)
final class Crowd {
    /// A connection that may be sent away for another one.
    interface Newcomer {
        void onCrowdedOut();
    }

    private record Unsent(SocketOutbox outbox, long bytes, long stuckNs) {}

    private static final long LOOK_EVERY_MS = 1_000;
    /// What is written to a socket that has room is gone by then.
    private static final long LOOK_SOON_MS = 1;
    /// So many looks are for all, in turn, whether they have been reset.
    private static final int LOOKS_FOR_ALL = 60;
    /// This part of the share may be written before it is looked again.
    private static final int LOOKS_PER_SHARE = 4;
    /// What is less counts for nothing.
    private static final int INCOMPLETE_BYTES_MIN = 8 * 1024;

    private final NettyLoop loop;
    private final ConnectionSettings share;
    private final ArrayList<SocketOutbox> outboxes = new ArrayList<>();
    private final LinkedHashSet<Newcomer> newcomers = new LinkedHashSet<>();
    /// Bytes that are kept of what is not whole or not answered; in the order in which that began.
    private final LinkedHashMap<SocketOutbox, Integer> incomplete = new LinkedHashMap<>();
    private long incompleteBytes;
    private final Look look = new Look();
    private long writtenSinceLook;
    private boolean lookingSoon;
    private int turn;

    /// @param share this loop's part of what the process may take
    Crowd(NettyLoop loop, ConnectionSettings share) {
        this.loop = loop;
        this.share = share;
    }

    void add(SocketOutbox outbox) {
        outbox.place = outboxes.size();
        outboxes.add(outbox);
        if (!look.isSet()) {
            loop.wheel().set(look, LOOK_EVERY_MS);
        }
    }

    void remove(SocketOutbox outbox) {
        int place = outbox.place;
        if (place < 0) {
            return;
        }
        outbox.place = -1;
        onIncomplete(outbox, 0);
        SocketOutbox last = outboxes.removeLast();
        if (last != outbox) {
            outboxes.set(place, last);
            last.place = place;
        }
    }

    /// A connection was given bytes to send.
    void onWritten(int bytes) {
        writtenSinceLook += bytes;
        if (writtenSinceLook > share.unsentBytesMax() / LOOKS_PER_SHARE && !lookingSoon) {
            lookingSoon = true;
            loop.schedule(LOOK_SOON_MS, () -> {
                lookingSoon = false;
                look();
            });
        }
    }

    /// @param bytes that are kept of what the peer sent, because it is not whole or not answered
    void onIncomplete(SocketOutbox outbox, int bytes) {
        if (bytes < INCOMPLETE_BYTES_MIN) {
            if (!incomplete.isEmpty()) {
                Integer before = incomplete.remove(outbox);
                incompleteBytes -= before == null ? 0 : before;
            }
            return;
        }
        Integer before = incomplete.put(outbox, bytes);
        incompleteBytes += bytes - (before == null ? 0 : before);
        while (incompleteBytes > share.unsentBytesMax()) {
            Map.Entry<SocketOutbox, Integer> first = incomplete.pollFirstEntry();
            incompleteBytes -= first.getValue();
            loop.execute(first.getKey()::cut);
        }
    }

    void onArrived(Newcomer newcomer) {
        newcomers.add(newcomer);
        if (newcomers.size() > share.newcomersMax()) {
            Iterator<Newcomer> inOrder = newcomers.iterator();
            Newcomer first = inOrder.next();
            inOrder.remove();
            loop.counters().crowdedOut++;
            loop.execute(first::onCrowdedOut);
        }
    }

    /// It has said what it wants, or is gone.
    void onIntroduced(Newcomer newcomer) {
        newcomers.remove(newcomer);
    }

    int newcomers() {
        return newcomers.size();
    }

    /// What was taken for all connections and the operating system has not. One buffer that several
    /// wait for counts for each of them.
    long unsentBytes() {
        long bytes = 0;
        for (int i = 0; i < outboxes.size(); i++) {
            bytes += outboxes.get(i).unsentBytes();
        }
        return bytes;
    }

    private void look() {
        writtenSinceLook = 0;
        long bytes = unsentBytes();
        if (bytes > share.unsentBytesMax()) {
            cutDown(bytes);
        }
    }

    private void cutDown(long bytes) {
        List<Unsent> worst = new ArrayList<>();
        for (SocketOutbox outbox : outboxes) {
            long unsent = outbox.unsentBytes();
            if (unsent > 0) {
                worst.add(new Unsent(outbox, unsent, outbox.stuckNs()));
            }
        }
        worst.sort(Comparator.comparingLong(Unsent::stuckNs).thenComparingLong(Unsent::bytes)
                .reversed());
        long left = bytes;
        for (Unsent next : worst) {
            if (left <= share.unsentBytesMax()) {
                return;
            }
            left -= next.bytes;
            next.outbox.cut();
        }
    }

    private void lookForResets() {
        int some = (outboxes.size() + LOOKS_FOR_ALL - 1) / LOOKS_FOR_ALL;
        for (int n = 0; n < some; n++) {
            turn = turn + 1 < outboxes.size() ? turn + 1 : 0;
            outboxes.get(turn).lookForReset();
        }
    }

    @OwnedBy(Owner.LOOP)
    private final class Look extends Deadline {
        @Override
        protected void onDue() {
            look();
            lookForResets();
            if (!outboxes.isEmpty() && !isSet()) {
                loop.wheel().set(this, LOOK_EVERY_MS);
            }
        }
    }
}
