package tidings.gateway.api;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// `info` → `nodes`: `uid`, `name`, `version`, `num_clients`, `num_users`, `num_subs`,
/// `num_channels`, `uptime` in seconds.
final class NodesMethod implements ApiMethod {
    private final String uid = UUID.randomUUID().toString();
    private final long startedNs = System.nanoTime();

    @Override
    public void call(Call call, Consumer<ApiReply> reply) {
        call.services().tidings().census().thenAccept(census -> {
            ObjectNode result = ApiRequest.MAPPER.createObjectNode();
            result.putArray("nodes").addObject().put("uid", uid)
                    .put("name", call.settings().nodeName())
                    .put("version", call.settings().version())
                    .put("num_clients", census.sessions()).put("num_users", census.users().size())
                    .put("num_subs", census.subscriptions())
                    .put("num_channels", census.channels())
                    .put("uptime", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNs));
            reply.accept(new ApiReply.Result(result));
        });
    }
}
