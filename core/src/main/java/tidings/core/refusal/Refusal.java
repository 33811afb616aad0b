package tidings.core.refusal;

import tidings.log.LogRefusal;
import tidings.log.Position;

/// A reason we say no that a client can cause. Each gateway maps every one of these to its own
/// codes in an exhaustive switch.
public sealed interface Refusal {
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

    record TooLarge(long bytesMax, long bytes) implements Refusal {}

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
