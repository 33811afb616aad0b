package tidings.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What a browser's `EventSource` does: reads events, and comes back with the id of the last one.
public final class EventSourceReader implements AutoCloseable {
    /// Called by the reader's thread.
    public interface Listener {
        default void onConnecting(String lastEventId) {}

        default void onStatus(int status) {}

        /// @param data empty for an event that brings an id alone
        /// @throws IOException to connect again, as if this had not come
        void onEvent(String id, String data) throws IOException;

        /// After each connection.
        default void onEnd() {}
    }

    private static final long AGAIN_NS = 20_000_000;

    private final URI uri;
    private final Listener listener;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;
    private volatile String lastEventId;

    /// @param since an event's id; empty to begin with what comes next
    public EventSourceReader(URI uri, String since, Listener listener) {
        this.uri = uri;
        this.lastEventId = since;
        this.listener = listener;
    }

    /// Begins with what comes next, at the next connection.
    public void forget() {
        lastEventId = "";
    }

    /// Reads until it is closed.
    public void run() {
        thread = Thread.currentThread();
        while (!closed) {
            try {
                listener.onConnecting(lastEventId);
                readOnce();
            } catch (IOException e) {
                // the server is gone; again in a moment
            } finally {
                listener.onEnd();
            }
            LockSupport.parkNanos(AGAIN_NS);
        }
    }

    private void readOnce() throws IOException {
        HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
        http.setRequestProperty("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            http.setRequestProperty("Last-Event-ID", lastEventId);
        }
        int status = http.getResponseCode();
        listener.onStatus(status);
        if (status != 200) {
            http.disconnect();
            return;
        }
        try (InputStream in = http.getInputStream();
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(in, StandardCharsets.UTF_8))) {
            read(lines);
        } finally {
            http.disconnect();
        }
    }

    private void read(BufferedReader lines) throws IOException {
        String id = lastEventId;
        @Nullable
        StringBuilder data = null;
        boolean identified = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (identified || data != null) {
                    listener.onEvent(id, data == null ? "" : data.toString());
                    lastEventId = id;
                }
                data = null;
                identified = false;
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
                identified = true;
            } else if (line.startsWith("data: ")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(line, 6, line.length());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        // Ends the read, too: the socket of an interrupted virtual thread is closed. (To disconnect
        // from here would wait for the reader's lock, until something comes.)
        Thread reader = thread;
        if (reader != null) {
            reader.interrupt();
        }
    }
}
