package tidings.gateway.centrifuge.wire;

/// `PresenceRequest`, command field 8: channel=1.
public record PresenceRequest(long id, String channel) implements Command {
    private static final Fields FIELDS = Fields.of("channel", 1);

    static PresenceRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                default -> in.skip();
            }
        }
        return new PresenceRequest(id, channel);
    }
}
