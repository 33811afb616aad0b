package tidings.gateway.centrifuge.wire;

/// `RefreshRequest`, command field 14: token=1.
///
/// @param token empty if there is none
public record RefreshRequest(long id, String token) implements Command {
    private static final Fields FIELDS = Fields.of("token", 1);

    static RefreshRequest read(MessageReader in, long id) throws DecodeException {
        String token = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> token = in.string();
                default -> in.skip();
            }
        }
        return new RefreshRequest(id, token);
    }
}
