package tidings.gateway.net;

import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop counts of its connections. Plain fields, never touched per delivery; read by a
/// command to the loop.
@OwnedBy(Owner.LOOP)
public final class NetCounters {
    /// Of every listener; a WebSocket began as HTTP.
    public long connectionsOpened;
    public long connectionsClosed;
    /// Times accepting failed, for want of file descriptors.
    public long acceptsFailed;
    /// Connections that had not said what they want when there were too many such.
    public long crowdedOut;
    /// Connections of an address that had too many already.
    public long addressesRefused;
    /// Connections of proxies that did not begin with a PROXY header, or not in time.
    public long proxiesRefused;
    /// Connections that were cut because too much waited to be sent to all of them, or had come from
    /// them and was not whole.
    public long outboxesCut;
    /// Of them, those that carry a protocol of bytes from the first one on.
    public long bytesOpened;
    public long bytesClosed;
    public long webSocketsOpened;
    public long webSocketsClosed;
    public long requests;
    /// Requests that no handler saw: malformed, too large, too slow, of a foreign origin.
    public long requestsRefused;
    public long offersRefused;
    /// Connections that are full now.
    public long outboxesFull;
    /// Times a full connection made no progress for as long as the setting allows.
    public long stalls;
}
