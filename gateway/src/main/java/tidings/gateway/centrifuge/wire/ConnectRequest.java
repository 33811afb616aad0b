package tidings.gateway.centrifuge.wire;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `ConnectRequest`, command field 4: token=1, data=2, subs=3, name=4, version=5, headers=6,
/// flag=7 (dict=8 and profile=9 are skipped).
///
/// @param token empty if there is none
/// @param data for a hook; null if there is none
/// @param subs where server-side subscriptions want to recover from; each has the id 0 and its
///     key's channel
/// @param headers what the page wants to have been its HTTP headers
public record ConnectRequest(long id, String token, byte @Nullable [] data,
        Map<String, SubscribeRequest> subs, String name, String version,
        Map<String, String> headers, long flag) implements Command {
    private static final Fields FIELDS = Fields
            .of("token", 1, "data", 2, "subs", 3, "name", 4, "version", 5,
                    "headers", 6, "flag", 7)
            .withPayload(2);

    static ConnectRequest read(MessageReader in, long id) throws DecodeException {
        String token = "";
        byte[] payload = null;
        Map<String, SubscribeRequest> subs = new HashMap<>();
        String name = "";
        String version = "";
        Map<String, String> headers = new HashMap<>();
        long flag = 0;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> token = in.string();
                case 2 -> payload = in.payload();
                case 3 -> in.entry((channel, sub) -> subs.put(channel,
                        SubscribeRequest.readSub(sub, channel)));
                case 4 -> name = in.string();
                case 5 -> version = in.string();
                case 6 -> in.entry(headers);
                case 7 -> flag = in.int64();
                default -> in.skip();
            }
        }
        return new ConnectRequest(id, token, payload, subs, name, version, headers, flag);
    }
}
