package tidings.cli.bench;

import tidings.cli.bench.wire.Place;

/// Traffic of a run in which nothing is to come: whatever does is a complaint.
abstract class Silence implements Traffic {
    final Complaints complaints = new Complaints();

    @Override
    public void onReady(Connection connection, Place place, long now) {
        // all are awaited together
    }

    @Override
    public void onPublication(Connection connection, int publisher, int sequence, long dueNanos,
            long now) {
        complaints.foreign("a message that nobody asked for");
    }

    @Override
    public void onPublished(Connection connection, int id, long now) {
        complaints.foreign("an answer that nobody asked for");
    }

    @Override
    public void onRefused(Connection connection, int id, String error) {
        complaints.refused(error);
    }

    @Override
    public void onForeign(Connection connection, String text) {
        complaints.foreign(text);
    }

    @Override
    public void onLost(Connection connection, String why) {
        complaints.lostConnection(why);
    }

    @Override
    public void tick(long now) {
        // nothing is due
    }

    static void hold(Swarm swarm, java.time.Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            swarm.turn(Schedule.WAIT_NANOS);
        }
    }
}
