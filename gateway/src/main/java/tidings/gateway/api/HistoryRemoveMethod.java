package tidings.gateway.api;

import java.util.function.Consumer;
import tidings.core.identity.Permit;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.TrimAnswer;

/// `history_remove`: `channel` → `{}`. Offsets go on as if nothing had been removed.
final class HistoryRemoveMethod implements ApiMethod {
    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ChannelName channel = call.request().channel();
        if (Permit.reserved(channel.value())) {
            throw new ApiException(
                    new Refusal.NotAllowed("remove the history", channel.value()));
        }
        Rule rule = call.services().rules().of(channel)
                .orElseThrow(() -> new ApiException(new Refusal.UnknownChannel(channel.value())));
        if (!rule.logged()) {
            throw new ApiException(new Refusal.NotAvailable("history"));
        }
        call.services().shardOf(channel).trim(channel, answer -> reply.accept(switch (answer) {
            case TrimAnswer.Trimmed() -> new ApiReply.Result(
                    ApiRequest.MAPPER.createObjectNode());
            case TrimAnswer.Failed(var refusal) -> new ApiReply.Failed(
                    new Refusal.FromLog(refusal));
        }));
    }
}
