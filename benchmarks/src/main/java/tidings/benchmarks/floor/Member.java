package tidings.benchmarks.floor;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One connection: a handshake, then messages of a room.
final class Member extends ChannelInboundHandlerAdapter {
    private static final String FRAME_ENCODER = "wsencoder";

    private final Rooms rooms;
    private @Nullable Channel channel;
    private String room = "";
    boolean isUnflushed;

    Member(Rooms rooms) {
        this.rooms = rooms;
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        rooms.leave(room, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            switch (message) {
                case TextWebSocketFrame frame -> rooms.broadcast(room, frame.content(),
                        context.channel().eventLoop(), context.channel());
                case FullHttpRequest request -> upgrade(context, request);
                case CloseWebSocketFrame _ -> close(context);
                default -> {
                    // pings and pongs: the generator sends none
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context);
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(uri.path(),
                null, false).newHandshaker(request);
        if (handshaker == null || !request.headers().contains(HttpHeaderNames.UPGRADE)) {
            // Whoever only asks whether we are here yet.
            var _ = WebSocketServerHandshakerFactory
                    .sendUnsupportedVersionResponse(context.channel());
            return;
        }
        handshaker.handshake(context.channel(), request).addListener(done -> {
            if (done.isSuccess()) {
                // What is written from here on is bytes already.
                context.pipeline().remove(FRAME_ENCODER);
                room = uri.path();
                if (!uri.parameters().containsKey("pub")) {
                    rooms.join(room, this);
                }
            }
        });
    }

    /// Nothing waits for it: [#channelInactive] follows.
    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }
}
