package tidings.core.filter;

import java.util.Set;
import java.util.function.Consumer;
import tidings.core.loop.Loop;

/// A shared subscription (MQTT 5.0 §4.8.2), as those who hold it speak to it: from any loop, every
/// call only enqueues. What one loop says comes in its order.
public interface Group {
    /// A sharer is there to be given messages, or wants them otherwise than before.
    ///
    /// @param qos the most it wants
    /// @param joined called on the sharer's loop once it holds; of a session that is kept, once that
    ///     is on disk
    void join(Sharer sharer, int qos, Runnable joined);

    /// Its connection has ended. What it was given and is not through with goes to others.
    ///
    /// @param kept what of that stays with the session: its packet identifiers in the group
    /// @param left called on the sharer's loop once that is so here
    void leave(Sharer sharer, Set<Integer> kept, Runnable left);

    /// It holds the subscription no longer; with what it has begun it goes on.
    ///
    /// @param begun what that is, likewise; the rest goes to others
    void quit(Sharer sharer, Set<Integer> begun);

    /// A client's session is no more, and none of its sharers is there.
    ///
    /// @param ended called on `loop` once that is so here
    void end(String client, Loop loop, Runnable ended);

    /// A sharer is through with what it was given.
    void done(Sharer sharer, Assignment assignment);

    /// A sharer may not see what it was given, or its client takes nothing as large.
    void refuse(Sharer sharer, Assignment assignment);

    /// From now on a message is its session's own affair, whatever becomes of the connection.
    ///
    /// @param taken called on `loop`: with true once the group will not give it to anybody again, not
    ///     even after a crash; with false if another has it already
    void take(String client, InFlight one, Loop loop, Consumer<Boolean> taken);

    /// What the channels of `$share/name/filter` are matched with.
    static Filter filterOf(String text) {
        return Filter.of(text.substring(text.indexOf('/', text.indexOf('/') + 1) + 1));
    }

    /// All there are.
    interface Groups {
        /// @param text `$share/name/filter`
        Group of(String text);
    }

    /// A connected session that holds the subscription.
    interface Sharer {
        Loop loop();

        String client();

        /// Whether its session outlives the connection.
        boolean kept();

        /// How much it can be given at a time.
        int credit();

        /// On its loop.
        void give(Assignment assignment);
    }
}
