package tidings.gateway.centrifuge.wire;

import java.util.List;
import tidings.log.Sender;

/// `PresenceResult`, reply field 9: presence=1, a map from session to `ClientInfo`.
public record PresenceResult(List<Sender> members) implements Result {}
