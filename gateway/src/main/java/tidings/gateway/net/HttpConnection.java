package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.gateway.net.RequestHead.Checked;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One HTTP/1.1 connection: one request at a time, in order.
///
/// <pre>
///   IDLE ──first byte──► RECEIVING ──complete──► ANSWERING ──answered──► IDLE
///                            │                       ├──stream──► STREAMING ──end──► IDLE
///                            │                       ├──the last one──► PARTING ──taken──► LEAVING
///                            │                       └──handshake──► a WebSocketConnection
///                            └──refused, too slow──► LEAVING
/// </pre>
///
/// What a peer sends while its last request is unanswered, or too much of the answers is not taken,
/// waits here, bounded, and the socket is not read meanwhile. A refusal of a head or body ends the
/// connection, because where the next request begins is then the peer's word only.
///
/// A peer that shuts its side of the socket has said all it wants, and is answered that first: simple
/// tools do so. A stream, which has no end of its own, ends then.
@OwnedBy(Owner.LOOP)
final class HttpConnection extends ChannelInboundHandlerAdapter
        implements
            SocketOutbox.Reader,
            Crowd.Newcomer {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private enum Phase {
        IDLE, RECEIVING, ANSWERING, STREAMING, PARTING, LEAVING
    }

    /// What an answer needs to know of its request, which may be gone by then.
    private record Answering(boolean http11, boolean keepAlive, boolean head,
            @Nullable String origin) {
        static Answering of(RequestHead head) {
            HttpRequest request = head.request();
            return new Answering(request.protocolVersion().equals(HttpVersion.HTTP_1_1),
                    head.keepAlive(), request.method().equals(HttpMethod.HEAD), head.origin());
        }
    }

    private final Channel socket;
    private final HttpServer server;
    private final AddressCounts addresses;
    private final SocketOutbox outbox;
    private final Timeout timeout = new Timeout();
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(4);
    private Phase phase = Phase.IDLE;
    /// A head that is not whole is in the decoder.
    private boolean headBegun;
    /// Read since there was neither such a head nor anything that waits.
    private int undecided;
    /// The peer has shut its side: what waits here is all there is.
    private boolean ended;
    private @Nullable Receiving receiving;
    private @Nullable Exchange exchange;
    private @Nullable Answering answering;
    private @Nullable StreamListener streamListener;

    HttpConnection(Channel socket, NettyLoop loop, HttpServer server) {
        this.socket = socket;
        this.server = server;
        this.addresses = server.addresses();
        this.outbox = new SocketOutbox(socket, loop, this, server.outbox());
        outbox.listener(timeout);
    }

    NettyLoop loop() {
        return outbox.loop();
    }

    SocketOutbox outbox() {
        return outbox;
    }

    /// The decoder has something; a request has begun, if none had.
    void onBytes() {
        if (phase == Phase.IDLE) {
            phase = Phase.RECEIVING;
            loop().wheel().set(timeout, server.http().requestTimeout().toMillis());
        }
    }

    void onHeadBegun() {
        headBegun = true;
    }

    /// The decoder has made of some more bytes what could be made of them.
    void onRead(int bytes) {
        undecided = headBegun || !waiting.isEmpty() ? undecided + bytes : 0;
        sayWhatIsHeld();
    }

    /// A body is held until its request is answered: whose it is may be found out for a while.
    private void sayWhatIsHeld() {
        int body = receiving != null
                ? receiving.heldBytes()
                : phase == Phase.ANSWERING && exchange != null
                        ? exchange.request().body().length
                        : 0;
        outbox.onIncomplete(undecided + body);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        loop().counters().connectionsOpened++;
        loop().crowd().add(outbox);
        loop().crowd().onArrived(this);
        if (!addresses.join(socket)) {
            loop().counters().addressesRefused++;
            refuse(Response.text(429, "too many connections from your address"));
            return;
        }
        loop().wheel().set(timeout, server.http().requestTimeout().toMillis());
    }

    @Override
    public void onCrowdedOut() {
        if (phase != Phase.LEAVING) {
            drop();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            headBegun = false;
        }
        switch (phase) {
            case IDLE, RECEIVING -> {
                if (waiting.isEmpty() && mayGoOn()) {
                    onPart(message);
                } else {
                    waitInLine(message);
                }
            }
            case ANSWERING, STREAMING -> waitInLine(message);
            case PARTING, LEAVING -> ReferenceCountUtil.release(message);
        }
    }

    private void waitInLine(Object message) {
        waiting.addLast(message);
        if (waiting.size() > server.http().pipelinedMax()) {
            drop();
        } else {
            outbox.pauseReading();
        }
    }

    /// A request that was begun is received whole. The next one waits until the answers before it
    /// leave room for its own.
    private boolean mayGoOn() {
        return phase == Phase.RECEIVING || (phase == Phase.IDLE && !outbox.full());
    }

    /// Goes on with what waited in line.
    private void onNext() {
        while (!waiting.isEmpty() && mayGoOn()) {
            onBytes();
            onPart(waiting.removeFirst());
        }
        if (ended && waiting.isEmpty()) {
            onNothingMore();
        } else if (waiting.isEmpty()) {
            undecided = headBegun ? undecided : 0;
            sayWhatIsHeld();
            outbox.resumeReading();
        }
    }

    @Override
    public void onReadingResumed() {
        // The decoder keeps nothing back, so there is nothing to go on with.
    }

    private void onPart(Object part) {
        try {
            if (part instanceof HttpRequest request) {
                onHead(request);
            }
            if (part instanceof HttpContent content) {
                onContent(content);
            }
        } catch (Throwable t) {
            loop().onThrown("while it answered a request", t);
            if (exchange == null || !exchange.answered()) {
                refuse(Response.text(500, "internal error"));
            } else {
                drop();
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void onHead(HttpRequest request) {
        phase = Phase.RECEIVING;
        switch (RequestHead.check(request, server.http(), server.origins())) {
            case Checked.Refused(Response response) -> refuse(response);
            case Checked.Fine(RequestHead head) -> {
                Router.Route route = server.router().match(head.path());
                int bodyBytesMax = switch (route) {
                    case Router.Route.Plain plain when plain.bodyBytesMax() >= 0 ->
                        plain.bodyBytesMax();
                    case null, default -> server.http().bodyBytesMax();
                };
                Response refusal = Receiving.refusal(head, bodyBytesMax);
                if (refusal != null) {
                    refuse(refusal);
                    return;
                }
                receiving = new Receiving(head, route, bodyBytesMax);
                if (receiving.asksToGoOn()) {
                    outbox.send(ResponseWriter.goOn());
                }
            }
        }
    }

    private void onContent(HttpContent content) {
        Receiving now = receiving;
        if (now == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuse(Response.text(400, "the body is not what its head announced"));
        } else if (!now.add(content.content())) {
            refuse(now.tooLarge());
        } else if (content instanceof LastHttpContent) {
            receiving = null;
            onRequest(now);
        }
    }

    private void onRequest(Receiving received) {
        phase = Phase.ANSWERING;
        loop().wheel().cancel(timeout);
        loop().counters().requests++;
        loop().crowd().onIntroduced(this);
        RequestHead head = received.head();
        Answering answer = Answering.of(head);
        answering = answer;
        Query query;
        try {
            query = Query.parse(head.rawQuery());
        } catch (MalformedException e) {
            answer(Response.text(400, "the query can't be read: " + e.getMessage()));
            return;
        }
        Request request = new Request(head.request().method().name(), head.path(), query,
                head.request().headers(), received.body(), peer(), answer.http11());
        Response own = Receiving.ownAnswer(received.route(), request, head.origin() != null);
        if (own != null) {
            answer(own);
            return;
        }
        switch (received.route()) {
            case Router.Route.Plain(_, _, HttpHandler handler) -> {
                Exchange next = new Exchange(this, request);
                exchange = next;
                handler.onRequest(next);
            }
            case Router.Route.WebSocket(WebSocketDoor door) -> handshake(door, request);
            case null -> answer(Response.text(404, "nothing is served at this path"));
        }
    }

    private void handshake(WebSocketDoor door, Request request) {
        Response refusal = Handshake.refusal(request);
        if (refusal != null) {
            answer(refusal);
            return;
        }
        if (ended) {
            drop(); // nobody would talk with us
            return;
        }
        if (!waiting.isEmpty() || headBegun) {
            // RFC 6455 §4.1: nothing may. It was read as a request, while the handshake waited.
            refuse(Response.text(400, "a handshake is answered before anything follows it"));
            return;
        }
        switch (door.onHandshake(request, request.list("sec-websocket-protocol"))) {
            case WebSocketDoor.Answer.Refuse(Response response) -> answer(response);
            case WebSocketDoor.Answer.Accept accept -> {
                outbox.send(ResponseWriter.complete(
                        Handshake.accept(request, accept.subprotocol()), null, true, true, false));
                phase = Phase.LEAVING;
                outbox.onGone();
                socket.config().setAutoRead(true); // the handshake may have waited in line
                Pipeline.upgrade(socket, loop(), accept, server.outbox());
            }
        }
    }

    /// An answer from a handler.
    void respond(Exchange of, Response response) {
        if (of == exchange && phase == Phase.ANSWERING) {
            answer(response);
        }
    }

    private void answer(Response response) {
        Answering to = answering;
        if (to == null) {
            throw new IllegalStateException("an answer to no request");
        }
        boolean goesOn = to.keepAlive() && !(ended && waiting.isEmpty());
        outbox.send(ResponseWriter.complete(response, to.origin(), goesOn, to.http11(),
                to.head()));
        onAnswered(goesOn);
    }

    HttpStream stream(Exchange of, String contentType, List<Response.Header> headers,
            StreamListener listener) {
        Answering to = answering;
        if (of != exchange || phase != Phase.ANSWERING || to == null) {
            loop().execute(listener::onClosed);
            return new HttpStream(this, Framing.CHUNK);
        }
        boolean http11 = to.http11();
        phase = Phase.STREAMING;
        of.emptyRequest();
        sayWhatIsHeld();
        streamListener = listener;
        outbox.listener(listener);
        outbox.send(ResponseWriter.streaming(contentType, headers, to.origin(),
                to.keepAlive() && http11, http11));
        return new HttpStream(this, http11 ? Framing.CHUNK : Framing.NONE);
    }

    void endStream(HttpStream of) {
        Answering to = answering;
        if (phase != Phase.STREAMING || to == null) {
            return;
        }
        closeStream();
        boolean http11 = of.framing() == Framing.CHUNK;
        if (http11) {
            outbox.send(ResponseWriter.lastChunk());
        }
        onAnswered(http11 && to.keepAlive());
    }

    void dropStream(HttpStream of) {
        if (phase == Phase.STREAMING) {
            drop();
        }
    }

    private void closeStream() {
        StreamListener listener = streamListener;
        if (listener != null) {
            streamListener = null;
            outbox.listener(timeout);
            loop().execute(listener::onClosed);
        }
    }

    /// The last answer, too, may be large, and who takes it slow.
    private void onAnswered(boolean keepAlive) {
        exchange = null;
        answering = null;
        if (!keepAlive) {
            part();
            return;
        }
        phase = Phase.IDLE;
        sayWhatIsHeld();
        timeout.waitForTaker();
        if (!waiting.isEmpty()) {
            loop().execute(this::onNext);
        }
    }

    private void part() {
        phase = Phase.PARTING;
        sayWhatIsHeld();
        timeout.waitForTaker();
        outbox.onceSent(this::onParted);
    }

    private void onParted() {
        if (phase == Phase.PARTING) {
            leave(Unpooled.EMPTY_BUFFER);
        }
    }

    /// Answers something that is no good request, and ends the connection.
    private void refuse(Response response) {
        loop().counters().requestsRefused++;
        leave(ResponseWriter.complete(response, null, false, true, false));
    }

    private void onInputEnded() {
        ended = true;
        switch (phase) {
            case IDLE, RECEIVING -> {
                if (waiting.isEmpty()) {
                    onNothingMore();
                }
            }
            case STREAMING -> drop();
            case ANSWERING, PARTING -> {
                // The answer is the last thing that is said.
            }
            case LEAVING -> {
                if (Farewell.isSaid(socket)) {
                    drop();
                }
            }
        }
    }

    /// Neither a request nor the rest of one will come.
    private void onNothingMore() {
        if (phase == Phase.IDLE && outbox.unsentBytes() > 0) {
            part();
        } else if (phase == Phase.IDLE || phase == Phase.RECEIVING) {
            drop();
        }
    }

    private void leave(ByteBuf lastWords) {
        forget();
        Farewell.say(socket, loop(), lastWords, PATIENCE);
    }

    private void drop() {
        forget();
        var _ = socket.close();
    }

    private void forget() {
        phase = Phase.LEAVING;
        receiving = null;
        if (exchange != null) {
            exchange.onGone();
            exchange = null;
        }
        answering = null;
        loop().wheel().cancel(timeout);
        loop().crowd().onIntroduced(this);
        closeStream();
        outbox.close();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.onWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelOutputShutdownEvent) {
            outbox.onOutputShut();
        } else if (event instanceof ChannelInputShutdownEvent) {
            onInputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop().counters().connectionsClosed++;
        forget();
        outbox.onGone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error) {
            loop().onThrown("on an HTTP connection", cause);
        }
        drop();
    }

    private @Nullable InetSocketAddress peer() {
        return PeerAddress.of(socket);
    }

    /// A request that does not come, or an answer that is not taken.
    @OwnedBy(Owner.LOOP)
    private final class Timeout extends Deadline implements OutboxListener {
        /// When it was looked last.
        private long unsentBytes;

        /// Begins to wait until answers are taken, and then for the next request.
        void waitForTaker() {
            waitOn(Long.MAX_VALUE);
        }

        private void waitOn(long unsent) {
            unsentBytes = unsent;
            loop().wheel().set(this, server.http().idleTimeout().toMillis());
        }

        @Override
        protected void onDue() {
            long unsent = outbox.unsentBytes();
            if (phase == Phase.RECEIVING) {
                refuse(Response.text(408, "the request did not come in time"));
            } else if (unsent > 0 && unsent < unsentBytes) {
                waitOn(unsent);
            } else {
                drop();
            }
        }

        @Override
        public void onDrained() {
            onNext();
        }

        @Override
        public void onStalled() {
            drop();
        }
    }
}
