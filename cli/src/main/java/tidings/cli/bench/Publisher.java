package tidings.cli.bench;

import tidings.cli.bench.wire.Publish;

/// One source of messages.
final class Publisher {
    final int number;
    final Connection connection;
    /// What its messages are counted with: those of the same room, or of itself.
    final Group group;
    private final Publish publish;
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
        return publish.idAfter(connection.lastId);
    }

    /// @return whether there was room for it
    boolean publish(Swarm swarm, long dueNanos) {
        int id = nextId();
        publish.set(id, nextSequence, dueNanos);
        if (!swarm.publish(connection, publish)) {
            return false;
        }
        nextSequence++;
        connection.lastId = id;
        return true;
    }
}
