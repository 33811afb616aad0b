package tidings.gateway.centrifuge.wire;

/// `PresenceStatsRequest`, command field 9: channel=1.
public record PresenceStatsRequest(long id, String channel) implements Command {
    private static final Fields FIELDS = Fields.of("channel", 1);

    static PresenceStatsRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                default -> in.skip();
            }
        }
        return new PresenceStatsRequest(id, channel);
    }
}
