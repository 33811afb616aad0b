package tidings.gateway.centrifuge.wire;

/// `SubRefreshRequest`, command field 15: channel=1, token=2, type=3 (track=4 and untrack=5 are
/// skipped: they belong to types we refuse).
///
/// @param type 0 for a refresh
public record SubRefreshRequest(long id, String channel, String token, int type)
        implements
            Command {
    private static final Fields FIELDS = Fields.of("channel", 1, "token", 2, "type", 3);

    static SubRefreshRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        String token = "";
        int type = 0;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                case 2 -> token = in.string();
                case 3 -> type = in.int32();
                default -> in.skip();
            }
        }
        return new SubRefreshRequest(id, channel, token, type);
    }
}
