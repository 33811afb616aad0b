package tidings.gateway.api;

import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.HistoryRequest;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.Sender;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import static java.nio.charset.StandardCharsets.UTF_8;

/// `history`: `channel`, `limit` (0: the position alone, -1: as many as fit in a page), `since`
/// (exclusive), `reverse` (newest first) → `publications`, `offset`, `epoch`.
final class HistoryMethod implements ApiMethod {
    static final int PAGE_ENTRIES = 1_000;

    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ApiRequest request = call.request();
        ChannelName channel = request.channel();
        Rule rule = call.services().rules().of(channel)
                .orElseThrow(() -> new ApiException(new Refusal.UnknownChannel(channel.value())));
        if (!rule.logged()) {
            throw new ApiException(new Refusal.NotAvailable("history"));
        }
        long limit = request.number("limit", 0);
        Position since = request.since();
        String epoch = since == null || since.epoch().isEmpty() ? null : since.epoch();
        int entries = limit < 0 ? PAGE_ENTRIES : (int) Math.min(limit, PAGE_ENTRIES);
        call.services().readHistory(new HistoryRequest(channel, epoch,
                from(since, request.flag("reverse")), entries, call.settings().pageBytesMax()),
                answer -> reply.accept(reply(answer)));
    }

    private static ReadFrom from(@Nullable Position since, boolean reverse) throws ApiException {
        if (reverse) {
            if (since != null && since.offset() == 0) {
                throw ApiException.badRequest("nothing comes before offset 0");
            }
            return since == null ? new ReadFrom.Newest() : new ReadFrom.Before(since.offset());
        }
        return since == null ? new ReadFrom.Oldest() : new ReadFrom.After(since.offset());
    }

    private static ApiReply reply(ReadAnswer answer) {
        return switch (answer) {
            case ReadAnswer.Page(var head, var entries, _) -> {
                ObjectNode result = ApiRequest.MAPPER.createObjectNode();
                var publications = result.putArray("publications");
                for (Entry entry : entries) {
                    write(publications.addObject(), entry);
                }
                result.put("offset", head.offset()).put("epoch", head.epoch());
                yield new ApiReply.Result(result);
            }
            case ReadAnswer.TooOld(var head, _) -> new ApiReply.Failed(
                    new Refusal.PositionLost(head));
            case ReadAnswer.OtherEpoch(var head) -> new ApiReply.Failed(
                    new Refusal.PositionLost(head));
            case ReadAnswer.Failed(var refusal) -> new ApiReply.Failed(
                    new Refusal.FromLog(refusal));
        };
    }

    private static void write(ObjectNode to, Entry entry) {
        Message message = entry.message();
        switch (message.kind()) {
            case JSON -> to.putRawValue("data",
                    new RawValue(new String(message.payload(), UTF_8)));
            case TEXT -> to.put("data", new String(message.payload(), UTF_8));
            case BYTES -> {
                ObjectNode bytes = to.putObject("data").put("base64",
                        Base64.getEncoder().encodeToString(message.payload()));
                if (message.contentType() != null) {
                    bytes.put("type", message.contentType());
                }
            }
        }
        Sender sender = message.sender();
        if (sender != null) {
            PresenceMethod.write(to.putObject("info"), sender);
        }
        to.put("offset", entry.offset());
        if (!message.tags().isEmpty()) {
            ObjectNode tags = to.putObject("tags");
            message.tags().forEach(tags::put);
        }
    }
}
