package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Sends back what comes, and remembers what happened.
class EchoListener implements WebSocketListener {
    final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    @Nullable
    WebSocketConnection connection;

    @Override
    public void onOpen(WebSocketConnection newConnection) {
        connection = newConnection;
        events.add("open");
        opened.complete(newConnection);
    }

    @Override
    public void onMessage(byte[] bytes, int length, boolean text) {
        if (connection != null) {
            Framing framing = text ? Framing.WEBSOCKET_TEXT : Framing.WEBSOCKET_BINARY;
            ByteBuf out = framing.open(ByteBufAllocator.DEFAULT, length);
            connection.outbox().send(framing.seal(out.writeBytes(bytes, 0, length)));
        }
    }

    @Override
    public void onDrained() {
        events.add("drained");
    }

    @Override
    public void onStalled() {
        events.add("stalled");
    }

    @Override
    public void onClosed(int code) {
        events.add("closed " + code);
        closed.complete(code);
    }
}
