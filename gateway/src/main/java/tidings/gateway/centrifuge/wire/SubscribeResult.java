package tidings.gateway.centrifuge.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `SubscribeResult`, reply field 6: expires=1, ttl=2, recoverable=3, epoch=6, publications=7,
/// recovered=8, offset=9, positioned=10, data=11, was_recovering=12, delta=13.
///
/// @param ttl seconds; above 0 if `expires`, else 0
/// @param publications recovered ones, ascending; `offset` is then the one that the peer sent
/// @param data JSON; null for none
public record SubscribeResult(boolean expires, long ttl, boolean recoverable, String epoch,
        List<Publication> publications, boolean recovered, long offset, boolean positioned,
        byte @Nullable [] data, boolean wasRecovering, boolean delta) implements Result {
    public SubscribeResult {
        Expiry.check(expires, ttl);
    }
}
