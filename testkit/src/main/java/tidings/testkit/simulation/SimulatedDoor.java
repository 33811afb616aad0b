package tidings.testkit.simulation;

import java.util.List;
import tidings.core.Tidings;
import tidings.core.loop.Loop;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// How clients of a simulation reach the server. One for each schedule.
public interface SimulatedDoor {
    /// A process starts.
    ///
    /// @return what core runs on, one for each of the loops
    List<? extends Loop> start(SimulatedWorld world, List<SimulatedLoop> loops);

    /// The process is about to be killed, or the schedule over: what it holds outside the heap is
    /// let go. Nobody hears of it.
    void kill();

    /// @param loop    which loop the connection is on
    /// @param wireMax how much the wire holds: things, not bytes
    SimulatedConnection connect(Tidings tidings, int loop, SimulatedConnection.Client client,
            int wireMax);

    /// The user that a client is to the server.
    String user(int client);

    /// Whether clients publish over their connections, too.
    boolean clientsPublish();

    /// What went wrong where no schedule could see it, each in a sentence.
    List<String> failures();
}
