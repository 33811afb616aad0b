package tidings.gateway.api;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.identity.Permit;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tools.jackson.databind.node.ObjectNode;

/// `publish`: `channel`, `data` or `b64data`, `tags`, `idempotency_key`, `skip_history` →
/// `offset`, `epoch`; `{}` for a message that is not stored.
final class PublishMethod implements ApiMethod {
    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ApiRequest request = call.request();
        publish(call.services(), request.channel(), request.message(), request.idempotencyKey(),
                request.flag("skip_history"), reply);
    }

    static void publish(LoopServices services, ChannelName channel, Message message,
            @Nullable IdempotencyKey key, boolean ephemeral, Consumer<ApiReply> reply) {
        if (Permit.reserved(channel.value())) {
            reply.accept(new ApiReply.Failed(
                    new Refusal.NotAllowed("publish", channel.value())));
            return;
        }
        Rule rule = services.rules().of(channel).orElse(null);
        if (rule == null) {
            reply.accept(new ApiReply.Failed(new Refusal.UnknownChannel(channel.value())));
            return;
        }
        Refusal refusal = rule.limits().check(message);
        if (refusal != null) {
            reply.accept(new ApiReply.Failed(refusal));
            return;
        }
        services.shardOf(channel)
                .publish(new Publish(channel, message, key, ephemeral, null, List.of(),
                        services.fanOut(),
                        outcome -> reply.accept(reply(outcome)), services.loop().monotonicNs()));
    }

    private static ApiReply reply(PublishOutcome outcome) {
        ObjectNode result = ApiRequest.MAPPER.createObjectNode();
        return switch (outcome) {
            case PublishOutcome.Stored(var position, _, _, _) -> {
                result.put("offset", position.offset()).put("epoch", position.epoch());
                yield new ApiReply.Result(result);
            }
            case PublishOutcome.Relayed _ -> new ApiReply.Result(result);
            case PublishOutcome.Refused(var refusal) -> new ApiReply.Failed(refusal);
            case PublishOutcome.Unknown(var reason) -> new ApiReply.Unknown(reason);
        };
    }
}
