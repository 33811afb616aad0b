package tidings.core.session;

import java.util.function.Predicate;
import tidings.core.identity.Identity;
import tidings.log.ChannelName;

/// One client's conversation, on its connection's loop, as the server API sees it.
public interface Session {
    Identity identity();

    /// What is spoken, one lower-case word, as metrics name it.
    String protocol();

    int subscriptionCount();

    /// The user was looked at again: subscriptions to the channels that `ends` names are ended, all
    /// others stay.
    void onRevoked(Predicate<ChannelName> ends, int code, String reason);

    /// Ends the conversation.
    ///
    /// @param code   of the Centrifuge protocol's ranges, which say whether to come back; other
    ///               gateways map it
    /// @param reason never empty
    void disconnect(int code, String reason);
}
