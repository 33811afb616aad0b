package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;

/// `RPCRequest`, command field 13: data=1, method=2.
///
/// @param method may be empty
public record RPCRequest(long id, byte @Nullable [] data, String method) implements Command {
    private static final Fields FIELDS = Fields.of("data", 1, "method", 2).withPayload(1);

    static RPCRequest read(MessageReader in, long id) throws DecodeException {
        byte[] payload = null;
        String method = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> payload = in.payload();
                case 2 -> method = in.string();
                default -> in.skip();
            }
        }
        return new RPCRequest(id, payload, method);
    }
}
