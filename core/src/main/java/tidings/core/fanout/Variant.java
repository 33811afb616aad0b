package tidings.core.fanout;

import tidings.log.ChannelName;

/// What subscribers that get the same bytes have in common: protocol, encoding, transport, with
/// or without member events. Subscribers share a variant if theirs is the same object or equal.
public interface Variant {
    /// Whether join and leave are among what these subscribers get.
    boolean memberEvents();

    /// Begins a buffer of complete wire frames for one channel. Used on one loop only.
    ///
    /// @param epoch of the entries' positions; empty where there is no log
    Frames open(ChannelName channel, String epoch);
}
