package tidings.benchmarks.hot;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Sender;

/// What the budgets are about: JSON payloads of 128 bytes.
final class Samples {
    static final ChannelName CHANNEL = ChannelName.of("room:7", NameLimits.DEFAULT);
    static final byte[] PAYLOAD = bytes("{\"d\":\"" + "x".repeat(120) + "\"}");
    static final Message MESSAGE = new Message(PAYLOAD, PayloadKind.JSON, null, Map.of(),
            new Sender("", "0b2c1f6a-6d2e-4a53-9d5a-3a6f1a2b3c4d", null));
    static final Entry ENTRY = new Entry(CHANNEL, "abcdefgh", 1_234, 1_233, 56_789,
            1_790_000_000_000L, MESSAGE);

    private Samples() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
