package tidings.gateway.api;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.publish.Publisher;
import tidings.core.refusal.Refusal;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.IllegalNameException;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
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
        new Broadcast(call, names, request.message(), request.idempotencyKey(),
                request.flag("skip_history"), reply).goOn();
    }

    /// Publishes to one channel after the other, not waiting for each: as many are on their way as
    /// there is room for.
    @OwnedBy(Owner.LOOP)
    private static final class Broadcast {
        private final Call call;
        private final List<String> names;
        private final Message message;
        private final @Nullable IdempotencyKey key;
        private final boolean ephemeral;
        private final Consumer<ApiReply> whole;
        private final ApiReply[] replies;
        private final long unansweredMax;
        private int begun;
        private int answered;
        private boolean goingOn;

        Broadcast(Call call, List<String> names, Message message, @Nullable IdempotencyKey key,
                boolean ephemeral, Consumer<ApiReply> whole) {
            this.call = call;
            this.names = names;
            this.message = message;
            this.key = key;
            this.ephemeral = ephemeral;
            this.whole = whole;
            this.replies = new ApiReply[names.size()];
            this.unansweredMax = Math.max(1,
                    Publisher.UNANSWERED_BYTES_MAX / Publisher.weightOf(message));
        }

        void goOn() {
            goingOn = true;
            while (begun < replies.length && begun - answered < unansweredMax) {
                publish(begun++);
            }
            goingOn = false;
        }

        private void publish(int place) {
            try {
                ChannelName channel = ChannelName.of(names.get(place), call.settings().names());
                PublishMethod.publish(call.services(), channel, message, key, ephemeral,
                        reply -> onReply(place, reply));
            } catch (IllegalNameException e) {
                onReply(place, new ApiReply.Failed(
                        new Refusal.BadName(String.valueOf(e.getMessage()))));
            }
        }

        private void onReply(int place, ApiReply reply) {
            replies[place] = reply;
            answered++;
            if (answered == replies.length) {
                whole.accept(result());
            } else if (!goingOn) {
                goOn();
            }
        }

        private ApiReply result() {
            ObjectNode result = ApiRequest.MAPPER.createObjectNode();
            ArrayNode responses = result.putArray("responses");
            for (ApiReply reply : replies) {
                ObjectNode one = responses.addObject();
                switch (reply) {
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
