package tidings.gateway.centrifuge.wire;

/// What a reply carries if it is no error. Its key is always there, also when all of it is empty.
public sealed interface Result
        permits ConnectResult, HistoryResult, PresenceResult, PresenceStatsResult, PublishResult,
        RPCResult, RefreshResult, SubRefreshResult, SubscribeResult, UnsubscribeResult {}
