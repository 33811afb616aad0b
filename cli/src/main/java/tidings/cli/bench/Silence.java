package tidings.cli.bench;

import java.io.IOException;

/// Traffic of a run in which nothing is to come: whatever does is a complaint.
abstract class Silence extends BenchRun {
    Silence(Target target, int payloadBytes, Watch watch) throws IOException, BenchException {
        super(target, payloadBytes, watch);
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
    public void tick(long now) {
        // nothing is due
    }
}
