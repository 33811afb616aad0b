package tidings.system.lab.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Where everybody writes down what they see. For any thread.
///
/// A power cut begins with a **blackout**: whatever a connection that was open then still hears
/// counts for nothing, because a sync that a cut falls into may say that it was done (see
/// `LoopMount`). So a connection asks for the [#blackouts] when it opens, and again when it has
/// read something.
public final class History implements AutoCloseable {
    private final BufferedWriter out;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger blackouts = new AtomicInteger();

    public History(Path file) {
        try {
            out = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void add(Event event) {
        switch (event) {
            case Event.Publish publish -> {
                if (publish.stage() == Event.Stage.OK) {
                    acknowledged.incrementAndGet();
                }
            }
            case Event.Receive _ -> received.incrementAndGet();
            case Event.Subscribe _,Event.Notice _,Event.Fault _,Event.Final _,Event.Quiet _,Event.Holdings _ ->
                {
                }
        }
        String line = EventJson.write(event);
        synchronized (this) {
            try {
                out.write(line);
                out.newLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public long acknowledged() {
        return acknowledged.get();
    }

    public long received() {
        return received.get();
    }

    public int blackouts() {
        return blackouts.get();
    }

    public void beginBlackout() {
        blackouts.incrementAndGet();
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
