package tidings.testkit.simulation;

import java.util.List;
import tidings.core.channel.JoinFrom;

/// A connection as a client holds it. What the client does arrives at the server later.
public interface SimulatedConnection {
    void start();

    /// @param entriesInReply payload bytes that the reply may have, where the door lets the client
    ///     say so
    void subscribe(String channel, JoinFrom from, boolean memberEvents, int entriesInReply);

    void unsubscribe(String channel);

    /// Publishes a message that stands for its id, however often it is sent.
    void publish(String channel, String id);

    /// The connection breaks. What is on the wire is lost; the server notices later.
    void breakOff();

    /// Some of what is on the wire; the client is told again while something is left.
    List<OnWire> read();

    /// Whether nothing is on the wire, and everything that was asked was answered.
    boolean waitsForNothing();

    /// The client's end, as a connection knows it.
    interface Client {
        int index();

        /// Something is on the wire.
        void onReadable(SimulatedConnection from);

        /// The server ended the connection.
        void onDisconnected(SimulatedConnection from);

        /// The session broke on a bug.
        void onFailed(RuntimeException cause);

        /// How long it takes to read, at most.
        long readDelayMsMax();
    }
}
