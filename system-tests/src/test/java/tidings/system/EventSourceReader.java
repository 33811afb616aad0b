package tidings.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What a browser's `EventSource` does: reads events, and comes back with the id of the last one.
final class EventSourceReader implements AutoCloseable {
    private final URI uri;
    private final String name;
    private final Observations observations;
    private final Thread thread;
    private volatile boolean closed;
    private volatile String lastEventId;
    private final AtomicInteger refusals = new AtomicInteger();

    EventSourceReader(URI uri, String name, Observations observations, String since) {
        this.uri = uri;
        this.name = name;
        this.observations = observations;
        this.lastEventId = since;
        this.thread = Thread.ofVirtual().name("events-" + name).start(this::run);
    }

    String lastEventId() {
        return lastEventId;
    }

    /// How often it was answered with anything but events.
    int refusals() {
        return refusals.get();
    }

    private void run() {
        while (!closed) {
            try {
                readOnce();
            } catch (IOException e) {
                // the server is gone; again in a moment
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void readOnce() throws IOException {
        HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
        http.setRequestProperty("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            http.setRequestProperty("Last-Event-ID", lastEventId);
        }
        if (http.getResponseCode() != 200) {
            refusals.incrementAndGet();
            return;
        }
        try (InputStream in = http.getInputStream();
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String id = lastEventId;
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    onEvent(id, data);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data.append(data.isEmpty() ? "" : "\n").append(line, 6, line.length());
                }
            }
        } finally {
            http.disconnect();
        }
    }

    private void onEvent(String id, StringBuilder data) {
        lastEventId = id;
        if (!data.isEmpty()) {
            int colon = id.lastIndexOf(':');
            observations.received(name, id.substring(0, colon),
                    Long.parseLong(id.substring(colon + 1)), data.toString());
            data.setLength(0);
        }
    }

    @Override
    public void close() {
        closed = true;
        // Ends the read, too: the socket of an interrupted virtual thread is closed. (To disconnect
        // from here would wait for the reader's lock, until something comes.)
        thread.interrupt();
    }
}
