package tidings.gateway.centrifuge.wire;

/// What a peer asks: `Command`, id=1 and exactly one request. Where several are set, the one with
/// the lowest field number counts. Decoders give only what the envelope's rules allow: an id above
/// 0 with every request but `send`, and at least one request unless the whole is empty.
public sealed interface Command
        permits ConnectRequest, EmptyCommand, HistoryRequest, PingRequest, PresenceRequest,
        PresenceStatsRequest, PublishRequest, RPCRequest, RefreshRequest, SendRequest,
        SubRefreshRequest, SubscribeRequest, UnsubscribeRequest {
    /// What the reply must carry; 0 to 2^32 − 1.
    long id();
}
