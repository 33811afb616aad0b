package tidings.gateway.http;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.HistoryRequest;
import tidings.core.identity.Action;
import tidings.core.refusal.Refusal;
import tidings.gateway.net.Request;
import tidings.gateway.net.Response;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.Sender;

import static java.nio.charset.StandardCharsets.UTF_8;

/// `GET /c/<channel>`: a page of history, ascending.
///
/// `limit` is 1 to 1000, by default 100; `after` and `before` are offsets, by default the newest
/// entries are given; `since` is refused, because it asks for events. Answers
/// `{"channel","epoch","offset":head,"entries":[{"offset","time","data"|"text"|"base64","type",
/// "tags","user"}]}`, `time` in milliseconds since 1970; 410 if the entry after `after` is gone.
final class HistoryRequests {
    static final int LIMIT_MAX = 1_000;
    private static final int LIMIT_DEFAULT = 100;

    private HistoryRequests() {}

    static void onRequest(ChannelDoor.ChannelRequest to) {
        if (!to.permits(Action.HISTORY)) {
            return;
        }
        if (!to.rule().logged()) {
            to.refuse(new Refusal.NotAvailable("history"));
            return;
        }
        ReadFrom from;
        int limit;
        try {
            from = from(to.request());
            limit = (int) number(to.request(), "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
        } catch (IllegalArgumentException e) {
            to.refuseBadRequest(e);
            return;
        }
        to.services().readHistory(new HistoryRequest(to.channel(), null, from, limit,
                to.settings().pageBytesMax()), answer -> answer(to, answer));
    }

    private static void answer(ChannelDoor.ChannelRequest to, ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Page page -> to.exchange().respond(Response.json(200, json(to, page)));
            case ReadAnswer.TooOld(var head, _) -> to.refuse(new Refusal.PositionLost(head));
            case ReadAnswer.OtherEpoch(var head) -> to.refuse(new Refusal.PositionLost(head));
            case ReadAnswer.Failed(var refusal) -> to.refuse(new Refusal.FromLog(refusal));
        }
    }

    private static byte[] json(ChannelDoor.ChannelRequest to, ReadAnswer.Page page) {
        JsonText json = new JsonText().open().field("channel", to.channel().value())
                .field("epoch", page.head().epoch()).field("offset", page.head().offset())
                .name("entries").openArray();
        List<Entry> entries = page.entries();
        boolean descending = entries.size() > 1
                && entries.getFirst().offset() > entries.getLast().offset();
        (descending ? entries.reversed() : entries).forEach(entry -> write(json, entry));
        return json.closeArray().close().bytes();
    }

    private static void write(JsonText json, Entry entry) {
        Message message = entry.message();
        json.open().field("offset", entry.offset()).field("time", entry.timeMs());
        switch (message.kind()) {
            case JSON -> json.name("data").raw(message.payload());
            case TEXT -> json.field("text", new String(message.payload(), UTF_8));
            case BYTES -> json.field("base64",
                    Base64.getEncoder().encodeToString(message.payload()));
        }
        if (message.contentType() != null) {
            json.field("type", message.contentType());
        }
        if (!message.tags().isEmpty()) {
            json.name("tags").open();
            message.tags().forEach(json::field);
            json.close();
        }
        Sender sender = message.sender();
        if (sender != null && !sender.user().isEmpty()) {
            json.field("user", sender.user());
        }
        json.close();
    }

    private static ReadFrom from(Request request) {
        String after = request.query().get("after");
        String before = request.query().get("before");
        if (request.query().get("since") != null) {
            throw new IllegalArgumentException("since is for live events: ask for them with"
                    + " Accept: text/event-stream, or for a page with after=<offset>");
        }
        if (after != null && before != null) {
            throw new IllegalArgumentException("give after or before, not both");
        }
        if (after != null) {
            return new ReadFrom.After(number(request, "after", 0, Long.MAX_VALUE, 0));
        }
        return before == null
                ? new ReadFrom.Newest()
                : new ReadFrom.Before(number(request, "before", 1, Long.MAX_VALUE, 1));
    }

    private static long number(Request request, String name, long min, long max, long otherwise) {
        @Nullable
        String text = request.query().get(name);
        if (text == null) {
            return otherwise;
        }
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is a whole number, not '%s'".formatted(name, text), e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s is %d to %d, not %d".formatted(name, min, max, value));
        }
        return value;
    }
}
