package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;

/// `SendRequest`, command field 12: data=1. Has no reply; its id may be 0.
public record SendRequest(long id, byte @Nullable [] data) implements Command {
    private static final Fields FIELDS = Fields.of("data", 1).withPayload(1);

    static SendRequest read(MessageReader in, long id) throws DecodeException {
        byte[] payload = null;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> payload = in.payload();
                default -> in.skip();
            }
        }
        return new SendRequest(id, payload);
    }
}
