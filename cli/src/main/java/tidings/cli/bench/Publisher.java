package tidings.cli.bench;

import tidings.cli.bench.wire.Publish;

/// One source of messages.
final class Publisher {
    final int number;
    final Connection connection;
    /// What its messages are counted with: those of the same room, or of itself.
    final Group group;
    private final Publish publish;
    private int nextId = Publish.FIRST_ID;
    private int nextSequence;

    Publisher(int number, Connection connection, Group group, Publish publish) {
        this.number = number;
        this.connection = connection;
        this.group = group;
        this.publish = publish;
    }

    int published() {
        return nextSequence;
    }

    /// Of the next message.
    int nextId() {
        return nextId;
    }

    /// @return whether there was room for it
    boolean publish(Swarm swarm, long dueNanos) {
        publish.set(nextId, nextSequence, dueNanos);
        if (!swarm.publish(connection, publish)) {
            return false;
        }
        nextSequence++;
        nextId = nextId + 1 < Publish.FIRST_ID + Publish.IDS ? nextId + 1 : Publish.FIRST_ID;
        return true;
    }
}
