package tidings.gateway.centrifuge.wire;

/// `PublishResult`, reply field 8: empty.
public record PublishResult() implements Result {}
