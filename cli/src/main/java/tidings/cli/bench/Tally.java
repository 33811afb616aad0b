package tidings.cli.bench;

import java.util.List;

/// Checks that each subscriber gets each message of its room once, in its publisher's order, and
/// that all subscribers of a room saw one order.
final class Tally {
    private static final int WINDOW = Long.SIZE;
    private static final long ORDER_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    /// Of a publisher: its room, and its place among that room's publishers.
    private final int[] roomOf;
    private final int[] slotOf;
    private final int slots;
    /// Per subscriber and publisher of its room: the sequence that is due, and which of the
    /// [#WINDOW] before it have come.
    private final int[] due;
    private final long[] seen;
    /// Per subscriber: what it got, in its order, as one number.
    private final long[] order;

    long received;
    long duplicates;
    long reordered;
    /// Of another room, or of nobody.
    long misrouted;

    /// @param rooms publishers by room
    Tally(List<Integer> rooms, int subscribers) {
        roomOf = new int[rooms.size()];
        slotOf = new int[rooms.size()];
        int[] used = new int[rooms.size() + 1];
        int most = 1;
        for (int i = 0; i < roomOf.length; i++) {
            int room = rooms.get(i);
            roomOf[i] = room;
            slotOf[i] = used[room]++;
            most = Math.max(most, used[room]);
        }
        slots = most;
        due = new int[subscribers * slots];
        seen = new long[subscribers * slots];
        order = new long[subscribers];
    }

    /// @return whether it is one that was missing
    boolean onDelivery(int subscriber, int room, int publisher, int sequence) {
        if (publisher < 0 || publisher >= roomOf.length || roomOf[publisher] != room
                || sequence < 0) {
            misrouted++;
            return false;
        }
        int at = subscriber * slots + slotOf[publisher];
        int ahead = sequence - due[at];
        if (ahead >= 0) {
            due[at] = sequence + 1;
            seen[at] = ahead + 1 < WINDOW ? seen[at] << (ahead + 1) | 1 : 1;
            receive(subscriber, publisher, sequence);
            return true;
        }
        int back = -ahead - 1;
        // So old that nobody knows: then it is lost where it was missed, and doubled here.
        if (back >= WINDOW || ((seen[at] >>> back) & 1) != 0) {
            duplicates++;
            return false;
        }
        seen[at] |= 1L << back;
        reordered++;
        receive(subscriber, publisher, sequence);
        return true;
    }

    private void receive(int subscriber, int publisher, int sequence) {
        received++;
        long message = (long) publisher << Integer.SIZE | sequence;
        order[subscriber] = (order[subscriber] + message) * ORDER_FACTOR;
    }

    /// Says something once everybody has everything.
    ///
    /// @param room how many subscribers each room has, one room's after the other's
    /// @return how many saw another order than the first of their room
    int disagreeing(int room) {
        int disagreeing = 0;
        for (int i = 0; i < order.length; i++) {
            disagreeing += order[i] == order[i - i % room] ? 0 : 1;
        }
        return disagreeing;
    }
}
