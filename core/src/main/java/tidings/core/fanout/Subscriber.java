package tidings.core.fanout;

import tidings.log.Message;

/// What core sees of a session in one channel, on the session's loop.
///
/// A subscriber is in the live set of its channel or not; it has no position while it is, it has
/// its group's. It leaves the set by refusing frames.
public abstract class Subscriber implements Recipient {
    /// Where it is in its variant's list, kept by [VariantGroup]; -1 while it is not live.
    int slot = -1;

    public abstract Variant variant();

    /// Answers a join.
    ///
    /// @return whether it wants to be live from here; asked only of [JoinAnswer.Live]
    public abstract boolean onJoinAnswer(JoinAnswer answer);

    /// Logged entries as frames.
    ///
    /// @return false to leave the live set; [#onBehind] then says from where
    public abstract boolean deliver(Frames frames);

    /// Messages without a position as frames; it may drop them. `newest` is the last of them.
    public abstract void deliverTransient(Frames frames, Message newest);

    /// Member events as frames.
    ///
    /// @return false to leave the live set, having missed them
    public abstract boolean deliverMembers(Frames frames);

    /// It left the live set by refusing.
    ///
    /// @param offset  of the last entry it was given, or that its group had when it joined
    /// @param members how often members had changed as far as it was told
    public abstract void onBehind(long offset, int members);

    /// Something that was called here threw: a bug of its session, which ends with its
    /// connection. It has left the live set.
    public abstract void onFailed(RuntimeException cause);

    /// Its position is of no use any more: the channel has another epoch. It has left the live set.
    public abstract void onPositionLost();
}
