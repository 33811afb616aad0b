package tidings.core.session;

import tidings.core.identity.Identity;
import tidings.core.subscription.Subscriptions;

/// One client's conversation, on its connection's loop, as the server API sees it.
public interface Session {
    Identity identity();

    /// What is spoken, one lower-case word, as metrics name it.
    String protocol();

    Subscriptions subscriptions();

    /// Ends the conversation.
    ///
    /// @param code   of the Centrifuge protocol's ranges, which say whether to come back; other
    ///               gateways map it
    /// @param reason never empty
    void disconnect(int code, String reason);
}
