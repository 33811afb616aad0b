package tidings.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.JoinFrom;
import tidings.core.fanout.Frames;
import tidings.core.fanout.Outbox;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.core.session.Session;
import tidings.core.subscription.Ending;
import tidings.core.subscription.SubscribeRequest;
import tidings.core.subscription.Subscribed;
import tidings.core.subscription.Subscription;
import tidings.core.subscription.SubscriptionListener;
import tidings.core.subscription.Subscriptions;
import tidings.gateway.net.Deadline;
import tidings.gateway.net.Framing;
import tidings.gateway.net.HttpStream;
import tidings.gateway.net.Request;
import tidings.gateway.net.Response;
import tidings.gateway.net.StreamListener;
import tidings.gateway.net.WallDeadline;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;

/// `GET /c/<channel>` with `Accept: text/event-stream`: live events, a session of one
/// subscription.
///
/// `Last-Event-ID`, or `?since=<epoch>:<offset>`, goes on from there; 410 with the head if that
/// can't be. The stream begins with an event that has an id and no data, so that an `EventSource`
/// knows where it is before anything was published.
@OwnedBy(Owner.LOOP)
final class EventStream implements Session, SubscriptionListener, StreamListener, Outbox {
    private static final System.Logger LOGGER = System.getLogger(EventStream.class.getName());
    private static final int SUBSCRIPTIONS_MAX = 1;

    private final ChannelDoor.ChannelRequest request;
    private final Identity identity;
    private final Subscriptions subscriptions;
    private final KeepAlive keepAlive = new KeepAlive();
    private final Expiry expiry;
    /// Null until the subscription is made: before, there may be a refusal to answer.
    private @Nullable HttpStream stream;
    private boolean closed;

    private EventStream(ChannelDoor.ChannelRequest request) {
        this.request = request;
        this.identity = request.identity();
        this.expiry = new Expiry();
        request.services().users().hold(identity.user().id());
        this.subscriptions = new Subscriptions(request.services(), identity, this, this,
                SUBSCRIPTIONS_MAX);
    }

    static void onRequest(ChannelDoor.ChannelRequest request) {
        JoinFrom from;
        try {
            from = from(request.request());
        } catch (IllegalArgumentException e) {
            request.refuseBadRequest(e);
            return;
        }
        EventStream events = new EventStream(request);
        // Before it subscribes: it can be ended from the turn on in which its user was let in.
        request.services().sessions().add(events);
        Framing framing = request.request().http11() ? Framing.CHUNK : Framing.NONE;
        Refusal refusal = events.subscriptions.subscribe(new SubscribeRequest(request.channel(),
                from, 0, SubscribeRequest.OnLoss.REFUSE, new SseVariant(framing)));
        if (refusal != null) {
            events.close();
            request.refuse(refusal);
        }
    }

    static JoinFrom from(Request request) {
        String since = request.header("last-event-id");
        if (since == null || since.isEmpty()) {
            since = request.query().get("since");
        }
        if (since == null || since.isEmpty()) {
            return new JoinFrom.Head();
        }
        int colon = since.lastIndexOf(':');
        try {
            long offset = Long.parseLong(since.substring(colon + 1));
            if (colon > 0 && offset >= 0) {
                return new JoinFrom.After(new Position(since.substring(0, colon), offset));
            }
        } catch (NumberFormatException e) {
            // said below, together with what else may be wrong with it
        }
        throw new IllegalArgumentException(
                "a position looks like <epoch>:<offset>, as in the id of an event");
    }

    // ---- its subscription ----

    @Override
    public void onSubscribed(Subscription subscription, Subscribed subscribed) {
        stream = request.exchange().stream("text/event-stream",
                List.of(new Response.Header("Cache-Control", "no-store"),
                        new Response.Header("X-Accel-Buffering", "no")),
                this);
        ByteBuf hello = Unpooled.buffer(64);
        ByteBufUtil.writeAscii(hello, "retry: 1000\n");
        Position position = subscribed.position();
        if (!position.epoch().isEmpty()) {
            SseVariant.writeId(hello, position.epoch(), position.offset());
        }
        hello.writeByte('\n');
        stream.sendContent(hello);
        keepAlive.set();
        expiry.setAt(request.expiresAtMs());
    }

    @Override
    public void onRefused(Subscription subscription, Refusal refusal) {
        close();
        request.refuse(refusal);
    }

    /// Whoever reads comes back with the id of its last event, and hears the rest then.
    @Override
    public void onEnded(Subscription subscription, Ending ending) {
        switch (ending) {
            case Ending.InsufficientState() -> end();
            case Ending.ByServer(int code, var reason) -> disconnect(code, reason);
        }
    }

    @Override
    public void onFailed(RuntimeException cause) {
        LOGGER.log(System.Logger.Level.ERROR, "a stream of events failed", cause);
        drop();
    }

    @Override
    public void onTooSlow() {
        drop();
    }

    // ---- its connection ----

    @Override
    public void onDrained() {
        subscriptions.onDrained();
    }

    @Override
    public void onStalled() {
        drop();
    }

    @Override
    public void onClosed() {
        close();
    }

    @Override
    public boolean offer(Frames frames) {
        return stream != null && stream.outbox().offer(frames);
    }

    @Override
    public boolean full() {
        return stream == null || stream.outbox().full();
    }

    // ---- as the server API sees it ----

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String protocol() {
        return "events";
    }

    @Override
    public int subscriptionCount() {
        return subscriptions.count();
    }

    @Override
    public void onRevoked(Predicate<ChannelName> ends, int code, String reason) {
        subscriptions.onRevoked(ends, code, reason);
    }

    @Override
    public void disconnect(int code, String reason) {
        if (stream == null) {
            request.refuse(mayComeBack(code)
                    ? new Refusal.Overloaded(reason)
                    : new Refusal.NotAllowed("stay subscribed", request.channel().value()));
        } else {
            byte[] json = new JsonText().open().field("code", code).field("reason", reason).close()
                    .bytes();
            ByteBuf bye = Unpooled.buffer(64);
            ByteBufUtil.writeAscii(bye, "event: disconnect\ndata: ");
            bye.writeBytes(json);
            ByteBufUtil.writeAscii(bye, "\n\n");
            stream.sendContent(bye);
        }
        end();
    }

    private static boolean mayComeBack(int code) {
        return code % 1_000 < 500;
    }

    private void end() {
        close();
        if (stream != null) {
            stream.end();
        }
    }

    private void drop() {
        close();
        if (stream != null) {
            stream.drop();
        } else {
            request.refuse(new Refusal.Overloaded("the stream could not begin"));
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        request.exchange().loop().wheel().cancel(keepAlive);
        expiry.cancel();
        subscriptions.close();
        request.services().sessions().remove(this);
        request.services().users().release(identity.user());
    }

    /// The credentials are not good any more.
    @OwnedBy(Owner.LOOP)
    private final class Expiry extends WallDeadline {
        private static final int EXPIRED = 3005;

        Expiry() {
            super(request.exchange().loop());
        }

        @Override
        protected void onReached() {
            if (!closed) {
                disconnect(EXPIRED, "connection expired");
            }
        }
    }

    /// A comment now and then, so that nobody in between thinks the stream is dead.
    @OwnedBy(Owner.LOOP)
    private final class KeepAlive extends Deadline {
        void set() {
            request.exchange().loop().wheel().set(this, request.settings().keepAlive().toMillis());
        }

        @Override
        protected void onDue() {
            if (!closed && stream != null) {
                stream.sendContent(Unpooled.copiedBuffer(new byte[]{':', '\n', '\n'}));
                set();
            }
        }
    }
}
