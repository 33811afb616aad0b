package tidings.system.lab.driver;

import java.util.List;
import tidings.system.ServerProcess;
import tidings.system.lab.history.History;

/// What all publishers and subscribers of a run have in common. The flags are set by the run, and
/// read by everybody.
public final class Scene {
    private final String run;
    private final ServerProcess server;
    private final List<String> channels;
    private final History history;
    private volatile boolean publishing = true;
    private volatile boolean draining;
    private volatile boolean over;

    /// @param run its name, so that messages of another run in the same directory are told apart
    public Scene(String run, ServerProcess server, List<String> channels, History history) {
        this.run = run;
        this.server = server;
        this.channels = channels;
        this.history = history;
    }

    public String run() {
        return run;
    }

    public ServerProcess server() {
        return server;
    }

    public List<String> channels() {
        return channels;
    }

    public History history() {
        return history;
    }

    /// Whether new messages are wanted.
    boolean publishing() {
        return publishing;
    }

    public void stopPublishing() {
        publishing = false;
    }

    /// Whether slow subscribers stop being slow.
    boolean draining() {
        return draining;
    }

    public void drain() {
        draining = true;
    }

    boolean over() {
        return over;
    }

    public void end() {
        over = true;
    }
}
