package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.Nullable;

/// `SubscribeRequest`, command field 5: channel=1, token=2, recover=3, epoch=6, offset=7, data=8,
/// positioned=9, recoverable=10, join_leave=11, delta=12, tf=13, flag=14, type=15 (phase=16,
/// cursor=17, limit=18, asc=19 are skipped: they belong to types we refuse).
///
/// @param offset with `epoch`, the last position the peer has; 0 and empty if it has none
/// @param delta the patch format it wants; empty for none
/// @param filterAsked whether it sent a tags filter, of any shape
/// @param type 0 for a plain subscription
public record SubscribeRequest(long id, String channel, String token, boolean recover,
        String epoch, long offset, byte @Nullable [] data, boolean positioned,
        boolean recoverable, boolean joinLeave, String delta, boolean filterAsked, long flag,
        int type) implements Command {
    /// Bit of `flag`: would rather have error 112 than a subscription that did not recover.
    public static final long FLAG_REJECT_UNRECOVERED = 2;
    private static final Fields FIELDS = Fields.of("channel", 1, "token", 2, "recover", 3, "epoch",
            6, "offset", 7,
            "data", 8, "positioned", 9, "recoverable", 10, "join_leave", 11, "delta", 12, "tf", 13,
            "flag", 14, "type", 15).withPayload(8);

    static SubscribeRequest read(MessageReader in, long id) throws DecodeException {
        String channel = "";
        String token = "";
        boolean recover = false;
        String epoch = "";
        long offset = 0;
        byte[] payload = null;
        boolean positioned = false;
        boolean recoverable = false;
        boolean joinLeave = false;
        String delta = "";
        boolean filterAsked = false;
        long flag = 0;
        int type = 0;
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> channel = in.string();
                case 2 -> token = in.string();
                case 3 -> recover = in.bool();
                case 6 -> epoch = in.string();
                case 7 -> offset = in.offset();
                case 8 -> payload = in.payload();
                case 9 -> positioned = in.bool();
                case 10 -> recoverable = in.bool();
                case 11 -> joinLeave = in.bool();
                case 12 -> delta = in.string();
                case 13 -> {
                    in.skip();
                    filterAsked = true;
                }
                case 14 -> flag = in.int64();
                case 15 -> type = in.int32();
                default -> in.skip();
            }
        }
        return new SubscribeRequest(id, channel, token, recover, epoch, offset, payload, positioned,
                recoverable, joinLeave, delta, filterAsked, flag, type);
    }

    /// One of a connect request's `subs`, where the channel is the key.
    static SubscribeRequest readSub(MessageReader in, String channel) throws DecodeException {
        SubscribeRequest sub = read(in, 0);
        return new SubscribeRequest(0, channel, sub.token, sub.recover, sub.epoch, sub.offset,
                sub.data, sub.positioned, sub.recoverable, sub.joinLeave, sub.delta,
                sub.filterAsked, sub.flag, sub.type);
    }
}
