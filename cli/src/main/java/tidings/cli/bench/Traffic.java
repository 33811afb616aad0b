package tidings.cli.bench;

import tidings.cli.bench.wire.Place;

/// What a run does with its connections. All in the one thread, with the time at hand.
interface Traffic {
    void onReady(Connection connection, Place place, long now);

    void onPublication(Connection connection, int publisher, int sequence, long dueNanos,
            long now);

    /// @param id of the publish; [tidings.cli.bench.wire.Incoming#OLDEST] where answers have none
    void onPublished(Connection connection, int id, long now);

    void onRefused(Connection connection, int id, String error);

    /// Something came that nobody asked for.
    void onForeign(Connection connection, String text);

    /// A connection that was ready has ended.
    void onLost(Connection connection, String why);

    /// Time has passed. Called between reads, too: what is due must not wait for them.
    void tick(long now);
}
