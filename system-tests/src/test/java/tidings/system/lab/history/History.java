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
/// While the power goes there is a **blackout**: whatever anybody hears then counts for nothing,
/// because a sync that a cut falls into may say that it was done (see `LoopMount`). So a
/// connection asks for the [#era] when it opens, and whether it still [#counts] when it has read
/// something.
public final class History implements AutoCloseable {
    private final BufferedWriter out;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    /// Odd while it is dark.
    private final AtomicInteger era = new AtomicInteger();

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

    public int era() {
        return era.get();
    }

    /// Whether what was heard until now over something that began in this era is to be believed.
    public boolean counts(int began) {
        return began % 2 == 0 && era.get() == began;
    }

    public void beginBlackout() {
        era.incrementAndGet();
    }

    /// Once nobody can hear anything of that time any more, but over what began in it.
    public void endBlackout() {
        era.incrementAndGet();
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
