package tidings.gateway.api;

import java.util.function.Consumer;
import tidings.core.channel.Presence;
import tidings.core.fanout.Member;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.Sender;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import static java.nio.charset.StandardCharsets.UTF_8;

/// `presence`: `channel` → `presence`, members by session.
final class PresenceMethod implements ApiMethod {
    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        read(call, presence -> {
            ObjectNode result = ApiRequest.MAPPER.createObjectNode();
            ObjectNode members = result.putObject("presence");
            for (Member member : presence.members()) {
                write(members.putObject(member.session()), member.shown());
            }
            reply.accept(new ApiReply.Result(result));
        });
    }

    static void read(Call call, Consumer<Presence> reply) throws ApiException {
        ChannelName channel = call.request().channel();
        Rule rule = call.services().rules().of(channel)
                .orElseThrow(() -> new ApiException(new Refusal.UnknownChannel(channel.value())));
        if (!rule.presence()) {
            throw new ApiException(new Refusal.NotAvailable("presence"));
        }
        call.services().shardOf(channel).readPresence(channel, reply);
    }

    static void write(ObjectNode to, Sender sender) {
        to.put("user", sender.user()).put("client", sender.session());
        if (sender.about() != null) {
            to.putRawValue("conn_info", new RawValue(new String(sender.about(), UTF_8)));
        }
    }
}
