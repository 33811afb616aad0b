package tidings.gateway.centrifuge.wire;

/// `SubRefreshResult`, reply field 15: expires=1, ttl=2 (items=3 belongs to types we refuse).
///
/// @param ttl seconds; above 0 if `expires`, else 0
public record SubRefreshResult(boolean expires, long ttl) implements Result {
    public SubRefreshResult {
        Expiry.check(expires, ttl);
    }
}
