package tidings.gateway.centrifuge;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.PublishReply;
import tidings.core.publish.Publisher;
import tidings.core.refusal.Refusal;
import tidings.gateway.centrifuge.wire.PublishRequest;
import tidings.gateway.centrifuge.wire.PublishResult;
import tidings.gateway.centrifuge.wire.RPCRequest;
import tidings.log.ChannelName;
import tidings.log.IdempotencyKey;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;

/// What the client of an open session publishes: `publish`, and the RPC `tidings.send`.
@OwnedBy(Owner.LOOP)
final class PublishCommands {
    private final CentrifugeSession session;
    private final OpenSession open;
    private final Publisher publisher;

    PublishCommands(CentrifugeSession session, OpenSession open) {
        this.session = session;
        this.open = open;
        this.publisher = new Publisher(open.services());
    }

    void onPublish(PublishRequest request) {
        if (request.channel().isEmpty()) {
            session.disconnect(CentrifugeDisconnect.BAD_REQUEST);
            return;
        }
        ChannelName channel = open.channel(request.id(), request.channel());
        if (channel == null) {
            return;
        }
        if (request.type() != 0) {
            open.refuse(request.id(), new Refusal.NotAvailable("this type of publication"));
        } else if (request.data() == null) {
            open.refuse(request.id(), new Refusal.BadRequest("data is required"));
        } else {
            Message message = new Message(request.data(), request.kind(), null, Map.of(),
                    open.identity().sender());
            long id = request.id();
            publish(id, channel, message, null, outcome -> onPublished(id, outcome));
        }
    }

    private void onPublished(long id, PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Stored _,PublishOutcome.Relayed _ -> open.reply(id,
                    new PublishResult());
            case PublishOutcome.Refused(var refusal) -> open.refuse(id, refusal);
            case PublishOutcome.Unknown _ -> open.error(id, CentrifugeRefusals.UNKNOWN_OUTCOME);
        }
    }

    void onRpc(RPCRequest request) {
        if (!request.method().equals(TidingsSend.METHOD)) {
            open.refuse(request.id(),
                    new Refusal.NotAvailable("rpc method '" + request.method() + "'"));
            return;
        }
        TidingsSend send;
        try {
            send = TidingsSend.parse(request.data(), open.settings().names());
        } catch (IllegalArgumentException e) {
            open.refuse(request.id(), new Refusal.BadRequest(String.valueOf(e.getMessage())));
            return;
        }
        long id = request.id();
        publish(id, send.channel(), send.message(open.identity().sender()),
                send.key(open.identity()), outcome -> onSent(id, outcome));
    }

    private void onSent(long id, PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Stored(var position, boolean duplicate, _, _) -> open.reply(id,
                    TidingsSend.result(position, duplicate));
            case PublishOutcome.Relayed _ -> open.reply(id,
                    TidingsSend.result(new Position("", 0), false));
            case PublishOutcome.Refused(var refusal) -> open.refuse(id, refusal);
            case PublishOutcome.Unknown _ -> open.error(id, CentrifugeRefusals.UNKNOWN_OUTCOME);
        }
    }

    private void publish(long id, ChannelName channel, Message message,
            @Nullable IdempotencyKey key, PublishReply onOutcome) {
        Refusal refusal = publisher.publish(open.identity(), channel, message, key,
                open.subscriptions().subscribedTo(channel), onOutcome);
        if (refusal != null) {
            open.refuse(id, refusal);
        } else if (!takesMore()) {
            session.connection().outbox().pauseReading();
        }
    }

    boolean takesMore() {
        return publisher.takesMore();
    }
}
