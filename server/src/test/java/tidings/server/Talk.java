package tidings.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A conversation in the Centrifuge protocol, as text. What comes is a line each; the end is
/// `close CODE REASON`.
final class Talk implements AutoCloseable {
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;

    Talk(int port) {
        this.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + "/connection/websocket"),
                        new Lines())
                .join();
    }

    private final class Lines implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onText(WebSocket from,
                CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                text.toString().lines().forEach(lines::add);
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(WebSocket from,
                int code, String reason) {
            lines.add("close " + code + " " + reason);
            return null;
        }
    }

    void send(String... commands) {
        socket.sendText(String.join("\n", commands), true).join();
    }

    /// The next line.
    String read() throws InterruptedException {
        String line = lines.poll(20, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing came");
        }
        return line;
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
