package tidings.cli.bench;

import java.util.ArrayList;
import java.util.List;

/// Publishers that share a window in closed loop: so many messages of theirs are on their way.
final class Group {
    final List<Publisher> publishers = new ArrayList<>();
    /// How many each message goes to.
    final int subscribers;
    private long received;
    private long nextComplete;
    private int turn;

    Group(int subscribers) {
        this.subscribers = subscribers;
        this.nextComplete = subscribers;
    }

    /// @return whether as much has come as another message makes
    boolean onDelivery() {
        if (++received < nextComplete) {
            return false;
        }
        nextComplete += subscribers;
        return true;
    }

    /// Whose turn it is.
    Publisher next() {
        Publisher next = publishers.get(turn);
        turn = turn + 1 < publishers.size() ? turn + 1 : 0;
        return next;
    }
}
