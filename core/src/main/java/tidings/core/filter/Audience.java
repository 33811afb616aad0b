package tidings.core.filter;

import tidings.log.ChannelName;
import tidings.log.Message;

/// For whom a filter session reads.
interface Audience {
    /// Whether it may be given anything now; if not, [FilterSession#admit] follows, or the end.
    boolean admitted();

    void admit();

    boolean maySee(ChannelName channel);

    /// Whether it published this itself.
    boolean isOwn(Message message);
}
