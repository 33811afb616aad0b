package tidings.core.filter;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Message;

/// A message that a group gives to one of its sharers.
///
/// @param group the group's text
/// @param message null if it is to be read again, by its place
/// @param inFlight in the group's own window; null if it comes at most once (QoS 0)
/// @param refusedBy clients that may not see it, or take nothing as large
public record Assignment(String group, ChannelName channel, @Nullable Message message,
        @Nullable InFlight inFlight, Set<String> refusedBy) {

    Assignment refusedBy(String client) {
        Set<String> more = new HashSet<>(refusedBy);
        more.add(client);
        return new Assignment(group, channel, message, inFlight, more);
    }
}
