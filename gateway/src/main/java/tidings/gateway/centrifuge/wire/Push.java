package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;
import tidings.log.Sender;

/// What the server says unasked, reply field 4: channel=2 and one of the following. The fan-out
/// has its own way ([Encoder#publication]); these are for one session.
public sealed interface Push {
    /// pub=4.
    record Pub(String channel, Publication publication) implements Push {}

    /// join=5: info=1.
    record Join(String channel, Sender info) implements Push {}

    /// leave=6: info=1.
    record Leave(String channel, Sender info) implements Push {}

    /// unsubscribe=7: code=2, reason=3.
    ///
    /// @param reason never empty: SDKs index into it
    record Unsubscribe(String channel, int code, String reason) implements Push {
        public Unsubscribe {
            checkReason(reason);
        }
    }

    /// subscribe=9: recoverable=1, epoch=4, offset=5, positioned=6, data=7.
    record Subscribe(String channel, boolean recoverable, String epoch, long offset,
            boolean positioned, byte @Nullable [] data) implements Push {}

    /// disconnect=11: code=1, reason=2, reconnect=3. Only where there is no close frame.
    ///
    /// @param reason never empty: SDKs index into it
    record Disconnect(int code, String reason, boolean reconnect) implements Push {
        public Disconnect {
            checkReason(reason);
        }
    }

    private static void checkReason(String reason) {
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("a reason is never empty");
        }
    }
}
