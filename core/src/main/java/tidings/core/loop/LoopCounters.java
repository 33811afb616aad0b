package tidings.core.loop;

import java.util.EnumMap;
import java.util.Map;
import tidings.core.refusal.Refusal;
import tidings.core.refusal.RefusalKind;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop counts. Plain fields, touched once a turn or a buffer, never once a delivery;
/// read by a command to the loop.
@OwnedBy(Owner.LOOP)
public final class LoopCounters {
    /// Publications handed to connections: entries times subscribers, refused ones included.
    public long deliveries;
    /// Their payloads.
    public long deliveredBytes;
    /// Messages without a position, or of QoS 0, for which there was no room, what was larger than its
    /// client takes, and what nobody who shares a subscription may see.
    public long dropped;
    /// Entries that were gone when a session that had been away asked for them, as far as is known.
    public long sessionGap;
    /// Times a subscription, or a session with filters in a shard, left the live set.
    public long fellBehind;
    /// Pages read to catch up.
    public long pagesRead;
    /// Payloads that were stored or relayed.
    public long publishedBytes;
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
    /// What doors said no to, by kind.
    public final Map<RefusalKind, Long> refusals = new EnumMap<>(RefusalKind.class);

    /// A session with filters came to a gap.
    ///
    /// @param count of what; -1 if nobody knows
    public void onSessionGap(long count) {
        sessionGap += Math.max(0, count);
    }

    /// A door says no.
    public void onRefused(Refusal refusal) {
        refusals.merge(refusal.kind(), 1L, Long::sum);
    }
}
