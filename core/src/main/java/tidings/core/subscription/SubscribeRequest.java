package tidings.core.subscription;

import tidings.core.channel.JoinFrom;
import tidings.core.fanout.Variant;
import tidings.log.ChannelName;

/// What a session asks for.
///
/// @param from          from where to go on
/// @param entriesInReply the most that missed entries may weigh that are in
///                      [Subscribed#entries]; what is beyond comes as frames
/// @param onLoss        what to do if `from` can't be kept
public record SubscribeRequest(ChannelName channel, JoinFrom from, int entriesInReply,
        OnLoss onLoss, Variant variant) {

    /// What to do if the entries after a position are gone.
    public enum OnLoss {
        /// Begin at the head, and say so.
        BEGIN_AT_HEAD,
        /// Refuse the subscription.
        REFUSE
    }
}
