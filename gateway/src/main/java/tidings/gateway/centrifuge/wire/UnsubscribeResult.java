package tidings.gateway.centrifuge.wire;

/// `UnsubscribeResult`, reply field 7: empty.
public record UnsubscribeResult() implements Result {}
