package tidings.cli.bench;

import java.util.List;

/// Checks that each subscriber gets each message of its room once, in its publisher's order.
final class Tally {
    private static final int WINDOW = Long.SIZE;

    /// Of a publisher: its room, and its place among that room's publishers.
    private final int[] roomOf;
    private final int[] slotOf;
    private final int slots;
    /// Per subscriber and publisher of its room: the sequence that is due, and which of the
    /// [#WINDOW] before it have come.
    private final int[] due;
    private final long[] seen;

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
            received++;
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
        received++;
        return true;
    }
}
