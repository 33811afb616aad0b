package tidings.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.cli.http.HttpClient;
import tidings.cli.http.HttpReply;

/// Publishes to one channel over one connection, and repeats what was cut off: its key lets the
/// server store it once.
final class Publisher implements AutoCloseable {
    private static final int TRIES = 6;
    private static final long FIRST_PAUSE_MS = 100;

    private final ServerOptions options;
    private final String target;
    private final Map<String, String> headers;
    private @Nullable HttpClient connection;

    Publisher(ServerOptions options, String channel, Map<String, String> headers) {
        this.options = options;
        this.target = ServerOptions.pathOf(channel);
        this.headers = headers;
    }

    /// @return the reply's body
    String publish(byte[] payload, String key) throws CommandException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Idempotency-Key", key);
        CommandException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (attempt > 0) {
                pause(attempt);
            }
            try {
                HttpReply reply = connected(attempt).post(target, all, payload);
                String body = reply.text();
                if (reply.status() == 200) {
                    return body;
                }
                last = Replies.refused(reply.status(), body);
                if (reply.status() != 503 && reply.status() != 504) {
                    throw last;
                }
            } catch (IOException e) {
                close();
                last = new CommandException(ExitCode.FAILED,
                        "the connection was cut (%s); the message may or may not be stored: repeat it with --id %s to be sure"
                                .formatted(e.getMessage(), key),
                        e);
            }
        }
        if (last == null) {
            throw new IllegalStateException("nothing was tried");
        }
        throw last;
    }

    private HttpClient connected(int attempt) throws CommandException, IOException {
        HttpClient present = connection;
        if (present == null) {
            present = attempt == 0 ? options.connect() : options.dial();
            connection = present;
        }
        return present;
    }

    private static void pause(int attempt) throws CommandException {
        try {
            TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MS << attempt);
        } catch (InterruptedException e) {
            throw new CommandException(ExitCode.FAILED, "interrupted", e);
        }
    }

    @Override
    public void close() {
        HttpClient present = connection;
        if (present != null) {
            present.close();
            connection = null;
        }
    }
}
