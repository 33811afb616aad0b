package tidings.gateway.mqtt;

import tidings.core.refusal.Refusal;
import tidings.gateway.mqtt.wire.ReasonCode;
import tidings.log.LogRefusal;

/// What MQTT says to a refusal (MQTT 5.0 §2.4). Codes that say "busy" or "quota" may be tried again;
/// others stay as they are until somebody changes something.
final class MqttRefusals {
    private MqttRefusals() {}

    static ReasonCode reason(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownChannel _,Refusal.NotAllowed _ -> ReasonCode.NOT_AUTHORIZED;
            case Refusal.BadName _ -> ReasonCode.TOPIC_NAME_INVALID;
            case Refusal.NotAvailable _,Refusal.BadRequest _,Refusal.AlreadySubscribed _,Refusal.PositionLost _ ->
                ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
            case Refusal.TooLarge _ -> ReasonCode.PACKET_TOO_LARGE;
            case Refusal.TooMany _ -> ReasonCode.QUOTA_EXCEEDED;
            case Refusal.TooFast _ -> ReasonCode.MESSAGE_RATE_TOO_HIGH;
            case Refusal.Overloaded _ -> ReasonCode.SERVER_BUSY;
            case Refusal.FromLog(var inner) -> switch (inner) {
                case LogRefusal.DiskFull _,LogRefusal.StoreFull _,LogRefusal.TooManyChannels _ ->
                    ReasonCode.QUOTA_EXCEEDED;
                case LogRefusal.Unavailable _ -> ReasonCode.SERVER_BUSY;
                case LogRefusal.KeyReused _,LogRefusal.Damaged _ ->
                    ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
            };
        };
    }

    /// PUBACK and PUBREC have fewer codes than there are (§3.4.2.1).
    static ReasonCode ofPublish(Refusal refusal) {
        ReasonCode reason = reason(refusal);
        return switch (reason) {
            case NOT_AUTHORIZED, TOPIC_NAME_INVALID, QUOTA_EXCEEDED,
                    IMPLEMENTATION_SPECIFIC_ERROR ->
                reason;
            default -> refusal instanceof Refusal.TooFast || isTemporary(refusal)
                    ? ReasonCode.QUOTA_EXCEEDED
                    : ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
        };
    }

    /// Whether the client may not do this, whatever it says.
    static boolean isOfRights(Refusal refusal) {
        return refusal instanceof Refusal.NotAllowed || refusal instanceof Refusal.UnknownChannel;
    }

    /// Whether the same request may succeed later.
    static boolean isTemporary(Refusal refusal) {
        return switch (refusal) {
            case Refusal.TooFast _,Refusal.Overloaded _ -> true;
            case Refusal.FromLog(var inner) -> switch (inner) {
                case LogRefusal.DiskFull _,LogRefusal.StoreFull _,LogRefusal.Unavailable _ -> true;
                case LogRefusal.TooManyChannels _,LogRefusal.KeyReused _,LogRefusal.Damaged _ ->
                    false;
            };
            case Refusal.UnknownChannel _,Refusal.NotAllowed _,Refusal.BadName _,Refusal.NotAvailable _,Refusal.BadRequest _,Refusal.AlreadySubscribed _,Refusal.PositionLost _,Refusal.TooLarge _,Refusal.TooMany _ ->
                false;
        };
    }

    static String text(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownChannel(var channel) -> "no rule matches " + channel;
            case Refusal.BadName(var why) -> why;
            case Refusal.NotAllowed(var what, var channel) -> "you may not %s %s".formatted(what,
                    channel);
            case Refusal.NotAvailable(var feature) -> feature + " is switched off here";
            case Refusal.BadRequest(var why) -> why;
            case Refusal.TooLarge(var what, long max, long bytes) ->
                "%s may have %d bytes here, not %d".formatted(what, max, bytes);
            case Refusal.TooMany(var what, long max) -> "too many %s: at most %d".formatted(what,
                    max);
            case Refusal.TooFast(var what, long max, var per) -> "%s: at most %d a %s"
                    .formatted(what, max, per);
            case Refusal.AlreadySubscribed(var channel) -> "already subscribed to " + channel;
            case Refusal.PositionLost _ -> "the position is lost";
            case Refusal.Overloaded(var why) -> why;
            case Refusal.FromLog(var inner) -> switch (inner) {
                case LogRefusal.DiskFull _ -> "the disk is full; try later";
                case LogRefusal.StoreFull _ -> "the store is full; try later";
                case LogRefusal.TooManyChannels(long max) -> "at most %d channels".formatted(max);
                case LogRefusal.KeyReused _ -> "the idempotency key was used for something else";
                case LogRefusal.Unavailable _ -> "the log is not available; try later";
                case LogRefusal.Damaged _ -> "the log is damaged there";
            };
        };
    }
}
