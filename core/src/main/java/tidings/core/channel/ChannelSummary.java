package tidings.core.channel;

import tidings.log.ChannelName;

/// A channel that somebody is subscribed to.
public record ChannelSummary(ChannelName name, int subscriptions) {}
