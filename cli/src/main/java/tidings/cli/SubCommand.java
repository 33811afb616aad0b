package tidings.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.http.EventReader;
import tidings.cli.http.HttpClient;
import tidings.cli.http.HttpReply;
import tidings.cli.http.ServerEvent;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;

/// `tidings sub CHANNEL`
@Command(name = "sub", description = {"Shows messages as they are published, one a line.",
        "When the connection is lost it comes back and goes on from where it was.",
        "With --via mqtt CHANNEL may be a filter: + is any one level, # all below."})
final class SubCommand implements Callable<Integer> {
    /// The server sends a comment every 25 seconds.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);
    private static final long PAUSE_MIN_MS = 200;
    private static final long PAUSE_MAX_MS = 5_000;
    private static final int FIRST_TERMINAL = 3_500;

    @Mixin
    ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Which channel.")
    String channel = "";

    @Option(names = "--since", paramLabel = "FROM", description = "Begin with what is kept: `all`, the last N entries, or all after EPOCH:OFFSET.")
    @Nullable
    String since;

    @Mixin
    MqttOptions mqtt = new MqttOptions();

    @Option(names = "--keep-session", description = "With --via mqtt and --client-id: the server keeps what comes while nobody listens (-q 1 and 2), as long as it keeps sessions.")
    boolean keepSession;

    private final Output output;
    private String position = "";

    SubCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws CommandException {
        if (mqtt.chosen()) {
            if (since != null) {
                throw new CommandException(ExitCode.USAGE, "--since does not go with --via mqtt,"
                        + " which knows no positions; --keep-session keeps what comes");
            }
            new MqttFollower(mqtt, options, channel, keepSession, output).follow();
            return ExitCode.OK.code();
        }
        mqtt.refuseStray(keepSession ? "--keep-session" : null);
        Since from;
        try {
            from = since == null ? new Since.Now() : Since.parse(since);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        HttpClient connection = options.connect();
        showKept(connection, from);
        long pauseMs = PAUSE_MIN_MS;
        while (!output.abandoned()) {
            try (HttpClient open = connection) {
                if (follow(open)) {
                    pauseMs = PAUSE_MIN_MS;
                }
            } catch (IOException e) {
                output.remark("the connection was lost (%s); coming back".formatted(
                        e.getMessage()));
            }
            connection = reconnected(pauseMs);
            pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
        }
        return ExitCode.OK.code();
    }

    /// Shows what is kept already, and leaves the position from which to follow.
    private void showKept(HttpClient connection, Since from) throws CommandException {
        HistoryPages pages = new HistoryPages(connection, channel);
        switch (from) {
            case Since.Now() -> {
            }
            case Since.After(String after) -> position = after;
            case Since.Last(int count) -> {
                HistoryPages.Page page = pages.newest(Math.max(1, count));
                page.entries().stream().skip(Math.max(0, page.entries().size() - count))
                        .forEach(this::show);
                position = page.epoch() + ":" + page.offset();
            }
            case Since.All() -> {
                long after = pages.beforeOldest();
                HistoryPages.Page page = pages.after(after, HistoryPages.LIMIT_MAX);
                while (!page.entries().isEmpty()) {
                    page.entries().forEach(this::show);
                    after = page.entries().getLast().offset();
                    page = pages.after(after, HistoryPages.LIMIT_MAX);
                }
                position = page.epoch() + ":" + after;
            }
        }
    }

    /// Follows one stream to its end.
    ///
    /// @return whether anything came
    private boolean follow(HttpClient connection) throws CommandException, IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        if (!position.isEmpty()) {
            headers.put("Last-Event-ID", position);
        }
        connection.setTimeout(SILENCE_MAX);
        HttpReply reply = connection.get(ServerOptions.pathOf(channel), headers);
        if (reply.status() != 200) {
            CommandException refused = Replies.refused(reply.status(), reply.text());
            if (reply.status() == 503) {
                output.remark(refused.getMessage() + "; trying again");
                return false;
            }
            throw refused;
        }
        EventReader events = new EventReader(reply.body());
        boolean any = false;
        for (ServerEvent event = events.next(); event != null; event = events.next()) {
            any = true;
            position = event.id().isEmpty() ? position : event.id();
            if (event.type().equals("disconnect")) {
                onDisconnect(event.data());
            } else {
                show(ChannelEntry.ofEvent(channel, event));
                output.results().flush();
            }
            if (output.abandoned()) {
                return true;
            }
        }
        position = events.lastId().isEmpty() ? position : events.lastId();
        return any;
    }

    private void show(ChannelEntry entry) {
        output.results().print((options.json ? entry.json() : entry.payload()) + "\n");
    }

    /// Codes of 3500–3999 and 4500–4999 say not to come back.
    private void onDisconnect(String data) throws CommandException {
        try {
            if (Json.parse(data) instanceof Map<?, ?> said
                    && said.get("code") instanceof Long code) {
                if (code >= FIRST_TERMINAL && code % 1_000 >= 500) {
                    throw new CommandException(ExitCode.REFUSED,
                            "disconnected: %s (%d); see `tidings errors %d`"
                                    .formatted(said.get("reason"), code, code));
                }
                output.remark("disconnected: %s (%d); coming back".formatted(said.get("reason"),
                        code));
            }
        } catch (JsonSyntaxException e) {
            output.remark("disconnected: " + data + "; coming back");
        }
    }

    private HttpClient reconnected(long firstPauseMs) throws CommandException {
        long pauseMs = firstPauseMs;
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(pauseMs);
                return options.dial();
            } catch (IOException e) {
                pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
            } catch (InterruptedException e) {
                throw new CommandException(ExitCode.FAILED, "interrupted", e);
            }
        }
    }
}
