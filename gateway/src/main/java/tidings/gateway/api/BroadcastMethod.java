package tidings.gateway.api;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import tidings.core.refusal.Refusal;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.IllegalNameException;
import tidings.log.Message;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `broadcast`: `channels` and what `publish` takes → `responses`, one `{"result"}` or
/// `{"error"}` for each channel, in their order. A key is one per channel.
final class BroadcastMethod implements ApiMethod {
    static final int CHANNELS_MAX = 10_000;

    @Override
    public void call(Call call, Consumer<ApiReply> reply) throws ApiException {
        ApiRequest request = call.request();
        List<String> names = request.texts("channels");
        if (names.isEmpty()) {
            throw ApiException.badRequest("channels is required");
        }
        if (names.size() > CHANNELS_MAX) {
            throw new ApiException(new Refusal.TooMany("channels in a broadcast", CHANNELS_MAX));
        }
        Message message = request.message();
        IdempotencyKey key = request.idempotencyKey();
        boolean ephemeral = request.flag("skip_history");
        Gathering gathering = new Gathering(names.size(), reply);
        for (int i = 0; i < names.size(); i++) {
            int place = i;
            try {
                ChannelName channel = ChannelName.of(names.get(i), call.settings().names());
                PublishMethod.publish(call.services(), channel, message, key, ephemeral,
                        one -> gathering.set(place, one));
            } catch (IllegalNameException e) {
                gathering.set(place, new ApiReply.Failed(
                        new Refusal.BadName(String.valueOf(e.getMessage()))));
            }
        }
    }

    /// Waits for all of them. Replies may come on different threads.
    private static final class Gathering {
        private final AtomicReferenceArray<ApiReply> replies;
        private final AtomicInteger missing;
        private final Consumer<ApiReply> whole;

        Gathering(int count, Consumer<ApiReply> whole) {
            this.replies = new AtomicReferenceArray<>(count);
            this.missing = new AtomicInteger(count);
            this.whole = whole;
        }

        void set(int place, ApiReply reply) {
            replies.set(place, reply);
            if (missing.decrementAndGet() == 0) {
                whole.accept(result());
            }
        }

        private ApiReply result() {
            ObjectNode result = ApiRequest.MAPPER.createObjectNode();
            ArrayNode responses = result.putArray("responses");
            for (int i = 0; i < replies.length(); i++) {
                ObjectNode one = responses.addObject();
                switch (replies.get(i)) {
                    case ApiReply.Result(var published) -> one.set("result", published);
                    case ApiReply.Failed(var refusal) -> ApiDoor.write(one,
                            ApiErrors.of(refusal));
                    case ApiReply.Unknown unknown -> ApiDoor.write(one, ApiErrors.of(unknown));
                }
            }
            return new ApiReply.Result(result);
        }
    }
}
