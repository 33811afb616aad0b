package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;

/// `RPCResult`, reply field 13: data=1.
///
/// @param data JSON; null for none
public record RPCResult(byte @Nullable [] data) implements Result {}
