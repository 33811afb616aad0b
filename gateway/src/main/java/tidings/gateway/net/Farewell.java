package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The end of a connection that must still hear our last words: they are sent, then our side of
/// the socket is shut, and the peer has a moment to shut its own. Closing at once would make the
/// system throw away what the peer has not read, if it had sent anything more.
///
/// Whoever says farewell drops everything that is read after it, and closes when the peer shuts its side
/// after that ([#isSaid]).
@OwnedBy(Owner.LOOP)
final class Farewell extends Deadline {
    private final Channel socket;

    private Farewell(Channel socket) {
        this.socket = socket;
    }

    /// @param lastWords complete bytes; taken over
    static void say(Channel socket, NettyLoop loop, ByteBuf lastWords, Duration patience) {
        loop.crowd().onWritten(lastWords.readableBytes());
        Farewell farewell = new Farewell(socket);
        loop.wheel().set(farewell, patience.toMillis());
        var _ = socket.closeFuture().addListener(_ -> loop.wheel().cancel(farewell));
        socket.config().setAutoRead(true);
        var _ = socket.writeAndFlush(lastWords)
                .addListener(written -> farewell.onSaid(written.isSuccess()));
    }

    /// Whether our side of the socket is shut.
    static boolean isSaid(Channel socket) {
        return socket instanceof DuplexChannel duplex && duplex.isOutputShutdown();
    }

    private void onSaid(boolean success) {
        SslHandler tls = socket.pipeline().get(SslHandler.class);
        if (success && tls != null) {
            var _ = tls.closeOutbound().addListener(told -> shut(told.isSuccess()));
        } else {
            shut(success);
        }
    }

    private void shut(boolean success) {
        if (success && socket instanceof DuplexChannel duplex) {
            ChannelFuture shut = duplex.shutdownOutput();
            var _ = shut.addListener(
                    result -> closeUnless(result.isSuccess() && !duplex.isInputShutdown()));
        } else {
            closeUnless(false);
        }
    }

    private void closeUnless(boolean success) {
        if (!success) {
            var _ = socket.close();
        }
    }

    @Override
    protected void onDue() {
        var _ = socket.close();
    }
}
