package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;

/// `HistoryRequest`, command field 10: channel=1, limit=7, since=8, reverse=9.
///
/// @param limit 0 for the position only, negative for all
/// @param since exclusive; null for the stream's end
public record HistoryRequest(long id, String channel, int limit, @Nullable StreamPosition since,
        boolean reverse) implements Command {
    private static final Fields FIELDS = Fields.of("channel", 1, "limit", 7, "since", 8, "reverse",
            9);

    static HistoryRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        int limit = 0;
        StreamPosition since = null;
        boolean reverse = false;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                case 7 -> limit = in.int32();
                case 8 -> since = StreamPosition.read(in.message());
                case 9 -> reverse = in.bool();
                default -> in.skip();
            }
        }
        return new HistoryRequest(id, channel, limit, since, reverse);
    }
}
