package tidings.core.loop;

import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop counts. Plain fields, touched once a turn or a buffer, never once a delivery;
/// read by a command to the loop.
@OwnedBy(Owner.LOOP)
public final class LoopCounters {
    /// Publications handed to connections: entries times subscribers, refused ones included.
    public long deliveries;
    /// Messages without a position that a full outbox did not take.
    public long dropped;
    /// Times a subscription left the live set.
    public long fellBehind;
    /// Pages read to catch up.
    public long pagesRead;
    public long publishesStored;
    public long publishesRelayed;
    public long publishesDuplicate;
    public long publishesRefused;
    public long publishesUnknown;
    /// Sum over publishes of the time from the request to its outcome.
    public long publishNs;
    public long subscriptions;
    public long recovered;
    public long unrecovered;
}
