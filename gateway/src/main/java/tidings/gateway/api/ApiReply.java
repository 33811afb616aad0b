package tidings.gateway.api;

import tidings.core.refusal.Refusal;
import tools.jackson.databind.node.ObjectNode;

/// What a method answers.
sealed interface ApiReply {
    record Result(ObjectNode result) implements ApiReply {}

    record Failed(Refusal refusal) implements ApiReply {}

    /// A publish of which nobody knows whether it is in the log.
    record Unknown(String reason) implements ApiReply {}
}
