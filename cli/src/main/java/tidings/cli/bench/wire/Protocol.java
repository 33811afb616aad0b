package tidings.cli.bench.wire;

import java.io.IOException;
import tidings.cli.bench.system.NativeBuffer;

/// How to talk to a server, from the first byte of a connection on.
public sealed interface Protocol permits WebSocketProtocol, RedisProtocol, MqttProtocol {
    /// The first bytes; empty if the server expects none.
    byte[] opening(Errand errand);

    /// Reads the answer to the opening.
    ///
    /// @return how many bytes it has; 0 while it isn't whole
    /// @throws IOException if the server says no
    int readOpening(NativeBuffer in, int from, int to) throws IOException;

    /// What follows; empty if nothing has to. Its answer has the id [#GREETING_ID].
    ///
    /// @param client the number of the connection, which it has again when it comes back
    byte[] greeting(Errand errand, int client);

    /// Takes all that is whole.
    ///
    /// @return where the rest begins
    int read(NativeBuffer in, int from, int to, Incoming incoming);

    byte[] pong();

    /// @param publisher by which its messages name it
    Publish publish(String channel, int publisher);

    /// @return how many bytes it has become, at most [#bytesOf]
    int write(Publish publish, NativeBuffer out, int at);

    /// The most bytes a message takes, with room to write it in words.
    int bytesOf(Publish publish);

    /// Writes what [Incoming#onOwed] was told.
    ///
    /// @return how many bytes it has become, at most [#OWED_BYTES_MAX]
    int writeOwed(int packet, NativeBuffer out, int at);

    int GREETING_ID = 2;
    int OWED_BYTES_MAX = 10;
}
