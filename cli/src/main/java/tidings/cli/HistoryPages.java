package tidings.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tidings.cli.http.HttpClient;
import tidings.cli.http.HttpReply;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;

/// Reads pages of a channel's history.
final class HistoryPages {
    static final int LIMIT_MAX = 1_000;
    private static final int GONE = 410;

    /// @param offset of the channel's head
    record Page(String epoch, long offset, List<ChannelEntry> entries) {}

    private final HttpClient connection;
    private final String channel;

    HistoryPages(HttpClient connection, String channel) {
        this.connection = connection;
        this.channel = channel;
    }

    Page newest(int limit) throws CommandException {
        return read("&limit=" + limit);
    }

    Page before(long offset, int limit) throws CommandException {
        return read("&before=" + offset + "&limit=" + limit);
    }

    Page after(long offset, int limit) throws CommandException {
        return read("&after=" + offset + "&limit=" + limit);
    }

    /// The offset after which everything that is kept comes.
    long beforeOldest() throws CommandException {
        HttpReply reply = get("&after=0&limit=1");
        if (reply.status() != GONE) {
            page(reply);
            return 0;
        }
        text(reply);
        Page page = newest(LIMIT_MAX);
        long oldest = page.offset() + 1;
        while (!page.entries().isEmpty()) {
            oldest = page.entries().getFirst().offset();
            page = before(oldest, LIMIT_MAX);
        }
        return oldest - 1;
    }

    private Page read(String query) throws CommandException {
        return page(get(query));
    }

    private HttpReply get(String query) throws CommandException {
        try {
            return connection.get(ServerOptions.pathOf(channel) + query, Map.of());
        } catch (IOException e) {
            throw cutOff(e);
        }
    }

    private Page page(HttpReply reply) throws CommandException {
        String body = text(reply);
        if (reply.status() != 200) {
            throw Replies.refused(reply.status(), body);
        }
        try {
            if (Json.parse(body) instanceof Map<?, ?> page
                    && page.get("entries") instanceof List<?> items
                    && page.get("epoch") instanceof String epoch
                    && page.get("offset") instanceof Long offset) {
                List<ChannelEntry> entries = new ArrayList<>();
                for (Object item : items) {
                    if (item instanceof Map<?, ?> entry) {
                        entries.add(ChannelEntry.ofHistory(channel, epoch, entry));
                    }
                }
                return new Page(epoch, offset, entries);
            }
        } catch (JsonSyntaxException e) {
            // said below
        }
        throw new CommandException(ExitCode.FAILED,
                "the server's reply makes no sense: is --url a Tidings server?");
    }

    private static String text(HttpReply reply) throws CommandException {
        try {
            return reply.text();
        } catch (IOException e) {
            throw cutOff(e);
        }
    }

    private static CommandException cutOff(IOException e) {
        return new CommandException(ExitCode.FAILED,
                "the connection was cut (%s); try again".formatted(e.getMessage()), e);
    }
}
