package tidings.gateway.centrifuge;

import tidings.gateway.payload.JsonScanner;
import tidings.log.Message;
import tidings.log.NameLimits;

/// The parameter of `tidings.send` is read, or refused as a client's mistake.
public final class TidingsSendFuzz {
    private TidingsSendFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        TidingsSend send;
        try {
            send = TidingsSend.parse(input, NameLimits.DEFAULT);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!JsonScanner.isJson(send.payload(), 0, send.payload().length)
                || send.tags().size() > Message.TAGS_MAX) {
            throw new AssertionError("payload or tags are not what they should be");
        }
    }
}
