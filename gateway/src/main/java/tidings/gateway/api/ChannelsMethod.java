package tidings.gateway.api;

import java.util.function.Consumer;
import tidings.core.channel.ChannelSummary;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Glob;
import tools.jackson.databind.node.ObjectNode;

/// `channels`: `pattern` (a glob as in rules; all if it is absent) → `channels`, those that
/// somebody is subscribed to, each with `num_clients`.
final class ChannelsMethod implements ApiMethod {
    static final int CHANNELS_MAX = 100_000;

    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        String pattern = call.request().text("pattern");
        Glob glob;
        try {
            glob = new Glob(pattern.isEmpty() ? "**" : pattern);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("pattern: " + e.getMessage());
        }
        call.services().tidings().channels().thenAccept(summaries -> {
            ObjectNode result = ApiRequest.MAPPER.createObjectNode();
            ObjectNode channels = result.putObject("channels");
            for (ChannelSummary summary : summaries) {
                if (glob.matches(summary.name().value())) {
                    channels.putObject(summary.name().value()).put("num_clients",
                            summary.subscriptions());
                }
            }
            reply.accept(channels.size() > CHANNELS_MAX
                    ? new ApiReply.Failed(
                            new Refusal.TooMany("channels in an answer", CHANNELS_MAX))
                    : new ApiReply.Result(result));
        });
    }
}
