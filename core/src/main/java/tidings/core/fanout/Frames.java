package tidings.core.fanout;

import tidings.log.Message;

/// Complete wire frames of one variant and channel in one contiguous buffer. Whoever opened it
/// releases it; an outbox that accepts it takes a share of its own.
public interface Frames {
    /// Adds one publication as a frame.
    ///
    /// @param offset the entry's offset; 0 for a message without a position
    /// @return false if the buffer is full: nothing was added, it must be handed over and another
    ///     opened. An empty buffer takes any message.
    boolean add(Message message, long offset);

    /// Adds a member event as a frame; as [#add].
    boolean add(MemberEvent event);

    /// Lets go of the opener's share.
    void release();
}
