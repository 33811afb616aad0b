package tidings.core.refusal;

import tidings.log.LogRefusal;
import tidings.log.Position;

/// A reason we say no that a client can cause. Each gateway maps every one of these to its own
/// codes in an exhaustive switch.
public sealed interface Refusal {
    /// Which kind it is.
    default RefusalKind kind() {
        return switch (this) {
            case UnknownChannel _ -> RefusalKind.UNKNOWN_CHANNEL;
            case BadName _ -> RefusalKind.BAD_NAME;
            case NotAllowed _ -> RefusalKind.NOT_ALLOWED;
            case NotAvailable _ -> RefusalKind.NOT_AVAILABLE;
            case BadRequest _ -> RefusalKind.BAD_REQUEST;
            case TooLarge _ -> RefusalKind.TOO_LARGE;
            case TooMany _ -> RefusalKind.TOO_MANY;
            case TooFast _ -> RefusalKind.TOO_FAST;
            case AlreadySubscribed _ -> RefusalKind.ALREADY_SUBSCRIBED;
            case PositionLost _ -> RefusalKind.POSITION_LOST;
            case Overloaded _ -> RefusalKind.OVERLOADED;
            case FromLog(LogRefusal.DiskFull _) -> RefusalKind.DISK_FULL;
            case FromLog(LogRefusal.StoreFull _) -> RefusalKind.STORE_FULL;
            case FromLog(LogRefusal.TooManyChannels _) -> RefusalKind.TOO_MANY_CHANNELS;
            case FromLog(LogRefusal.KeyReused _) -> RefusalKind.KEY_REUSED;
            case FromLog(LogRefusal.Unavailable _) -> RefusalKind.UNAVAILABLE;
            case FromLog(LogRefusal.Damaged _) -> RefusalKind.DAMAGED;
        };
    }

    /// No rule matches the channel's name.
    record UnknownChannel(String channel) implements Refusal {}

    /// The name can't be a channel's.
    record BadName(String reason) implements Refusal {}

    /// A rule, or a reserved name, forbids it.
    record NotAllowed(String what, String channel) implements Refusal {}

    /// The channel's rule has this feature switched off.
    record NotAvailable(String feature) implements Refusal {}

    /// What was asked is malformed or contradicts itself.
    record BadRequest(String reason) implements Refusal {}

    record TooLarge(String what, long bytesMax, long bytes) implements Refusal {}

    record TooMany(String what, long max) implements Refusal {}

    /// More often than allowed: at most `max` of them in a second or hour. Temporary.
    record TooFast(String what, long max, String per) implements Refusal {}

    record AlreadySubscribed(String channel) implements Refusal {}

    /// Entries after the asked position are gone, or it is of another epoch.
    record PositionLost(Position head) implements Refusal {}

    /// The process has as much in its hands as it may. Temporary.
    record Overloaded(String reason) implements Refusal {}

    record FromLog(LogRefusal refusal) implements Refusal {}
}
