package tidings.gateway.api;

import java.util.function.Consumer;

/// `presence_stats`: `channel` → `num_clients`, `num_users`.
final class PresenceStatsMethod implements ApiMethod {
    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        PresenceMethod.read(call,
                presence -> reply.accept(new ApiReply.Result(ApiRequest.MAPPER.createObjectNode()
                        .put("num_clients", presence.members().size())
                        .put("num_users", presence.userCount()))));
    }
}
