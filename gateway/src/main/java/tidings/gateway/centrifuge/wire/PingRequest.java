package tidings.gateway.centrifuge.wire;

/// `PingRequest`, command field 11: empty.
public record PingRequest(long id) implements Command {
    private static final Fields FIELDS = Fields.of();

    static PingRequest read(MessageReader in, long id) throws DecodeException {
        while (in.next(FIELDS)) {
            switch (in.field()) {
                default -> in.skip();
            }
        }
        return new PingRequest(id);
    }
}
