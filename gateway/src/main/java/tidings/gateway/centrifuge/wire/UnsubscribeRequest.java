package tidings.gateway.centrifuge.wire;

/// `UnsubscribeRequest`, command field 6: channel=1.
public record UnsubscribeRequest(long id, String channel) implements Command {
    private static final Fields FIELDS = Fields.of("channel", 1);

    static UnsubscribeRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                default -> in.skip();
            }
        }
        return new UnsubscribeRequest(id, channel);
    }
}
