package tidings.log;

import org.jspecify.annotations.Nullable;

/// One bounded page of a channel.
///
/// @param retention the rule's: what it excludes is not read
/// @param epoch if not null, the read is refused unless this is the channel's epoch
/// @param upTo entries with a higher offset are left out; [Long#MAX_VALUE] for none
/// @param limit at most so many entries; 0 asks for the head alone
/// @param bytesMax stop before messages together weigh more than this, but never before the
///     first entry
public record ReadRequest(ChannelName channel, LogRetention retention, @Nullable String epoch,
        ReadFrom from, long upTo, int limit, int bytesMax) {}
