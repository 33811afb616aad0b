package tidings.gateway.api;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;

/// `unsubscribe`: `user`, `channel` (all if it is absent), `client` (one session) → `{}` when
/// every session was looked at.
final class UnsubscribeMethod implements ApiMethod {
    private static final int SERVER_UNSUBSCRIBED = 2000;

    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ApiRequest request = call.request();
        @Nullable
        ChannelName channel = request.has("channel") ? request.channel() : null;
        call.services().tidings()
                .unsubscribe(DisconnectMethod.selector(request), channel, SERVER_UNSUBSCRIBED,
                        "server unsubscribe")
                .thenAccept(_ -> reply
                        .accept(new ApiReply.Result(ApiRequest.MAPPER.createObjectNode())));
    }
}
