package tidings.core.home;

import org.jspecify.annotations.Nullable;
import tidings.core.loop.Loop;
import tidings.core.refusal.Refusal;

/// A connection that wants to be a client's session.
///
/// @param cleanStart whether what there was of the session is to be forgotten
/// @param expiryMs for how long the session is kept after the connection; 0 to end with it
/// @param loop where `visitor` is called
public record Visit(String client, String user, boolean cleanStart, long expiryMs,
        @Nullable Will will, Loop loop, Visitor visitor) {

    /// The connection, as the home speaks to it; on its own loop.
    public interface Visitor {
        /// It is the session now.
        ///
        /// @param record what the session was; null if it begins now
        void onAdmitted(@Nullable SessionRecord record);

        /// It can't be: there is as much as there may be.
        void onRefused(Refusal why);

        /// It can't be: the session is another user's.
        void onForeign();

        /// Another connection wants to be the session: say [Homes#leave] soon.
        void onTakenOver();
    }
}
