package tidings.gateway.centrifuge.wire;

/// `PresenceStatsResult`, reply field 10: num_clients=1, num_users=2.
///
/// @param sessions who are members
/// @param users distinct ones; all anonymous are one
public record PresenceStatsResult(int sessions, int users) implements Result {}
