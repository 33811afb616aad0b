package tidings.gateway.centrifuge.wire;

/// `RefreshResult`, reply field 14: client=1, version=2, expires=3, ttl=4.
///
/// @param client the session's id
/// @param ttl seconds until the credentials must be refreshed again; above 0 if `expires`, else 0
public record RefreshResult(String client, String version, boolean expires, long ttl)
        implements
            Result {
    public RefreshResult {
        Expiry.check(expires, ttl);
    }
}
