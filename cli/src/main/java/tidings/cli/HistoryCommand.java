package tidings.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.http.HttpClient;

/// `tidings history CHANNEL`
@Command(name = "history", description = {"Shows what a channel keeps, oldest first.",
        "Each line is offset, time and message."})
final class HistoryCommand implements Callable<Integer> {
    /// From where; without one, the newest entries.
    static final class From {
        @Option(names = "--after", paramLabel = "OFFSET", description = "Entries after this offset.")
        @Nullable
        Long after;

        @Option(names = "--before", paramLabel = "OFFSET", description = "Entries before this offset.")
        @Nullable
        Long before;
    }

    @Mixin
    ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "Which channel.")
    String channel = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (1 to 1000). Default: 100")
    int limit = 100;

    @ArgGroup(exclusive = true)
    From from = new From();

    private final Output output;

    HistoryCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws CommandException {
        if (limit < 1 || limit > HistoryPages.LIMIT_MAX) {
            throw new CommandException(ExitCode.USAGE,
                    "--limit is 1 to %d, not %d; read on with --after"
                            .formatted(HistoryPages.LIMIT_MAX, limit));
        }
        try (HttpClient connection = options.connect()) {
            HistoryPages pages = new HistoryPages(connection, channel);
            HistoryPages.Page page = from.after != null
                    ? pages.after(from.after, limit)
                    : from.before != null
                            ? pages.before(from.before, limit)
                            : pages.newest(limit);
            page.entries().forEach(this::show);
            if (page.entries().isEmpty()) {
                output.remark("nothing there; the channel is at " + page.epoch() + ":"
                        + page.offset());
            }
        }
        return ExitCode.OK.code();
    }

    private void show(ChannelEntry entry) {
        output.results().print((options.json
                ? entry.json()
                : entry.offset() + "  " + time(entry) + "  " + entry.payload()) + "\n");
    }

    private static String time(ChannelEntry entry) {
        return entry.fields().get("time") instanceof Long ms
                ? Instant.ofEpochMilli(ms).toString()
                : "-";
    }
}
