package tidings.cli.bench;

/// Publishes of one publisher that wait for their answers, in order.
final class Unanswered {
    private final int[] ids;
    private final long[] due;
    private int head;
    private int count;

    Unanswered(int capacity) {
        ids = new int[capacity];
        due = new long[capacity];
    }

    boolean isFull() {
        return count == ids.length;
    }

    void add(int id, long dueNanos) {
        int at = (head + count++) % ids.length;
        ids[at] = id;
        due[at] = dueNanos;
    }

    /// Whether an answer is the next one's. One without an id is.
    boolean isNext(int id) {
        return count > 0 && (id < 0 || ids[head] == id);
    }

    /// @return when the oldest was due
    long take() {
        long taken = due[head];
        head = head + 1 < ids.length ? head + 1 : 0;
        count--;
        return taken;
    }
}
