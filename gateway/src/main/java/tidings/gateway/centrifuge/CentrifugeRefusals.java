package tidings.gateway.centrifuge;

import tidings.core.identity.Verdict;
import tidings.core.refusal.Refusal;
import tidings.log.LogRefusal;

/// The one table from refusals to the protocol's error codes. SDKs try a connect or subscribe
/// again by themselves if the error is temporary.
///
/// | code | of | temporary |
/// |---|---|---|
/// | 100 internal | a log that is unavailable; damage is not temporary | yes |
/// | 102 unknown channel | no rule | no |
/// | 103 permission denied | rights, reserved names | no |
/// | 105 already subscribed | | no |
/// | 106 limit exceeded | sizes and numbers; a full disk or store is temporary | |
/// | 107 bad request | names, contradictions, a reused key | no |
/// | 108 not available | a feature the rule has not | no |
/// | 111 too many requests | rates, and a process that has its hands full | yes |
/// | 112 unrecoverable position | history and recovery | no |
final class CentrifugeRefusals {
    record ErrorReply(CentrifugeError kind, String message, boolean temporary) {
        /// @param detail beside the kind's own text; empty for none
        static ErrorReply of(CentrifugeError kind, String detail) {
            return of(kind, detail, kind.temporary());
        }

        static ErrorReply of(CentrifugeError kind, String detail, boolean temporary) {
            return new ErrorReply(kind,
                    detail.isEmpty() ? kind.text() : kind.text() + ": " + detail,
                    temporary);
        }
    }

    /// A publish of which nobody knows whether it is in the log.
    static final ErrorReply UNKNOWN_OUTCOME = ErrorReply.of(CentrifugeError.INTERNAL,
            "the message may or may not be stored");

    private CentrifugeRefusals() {}

    /// A token for a subscription that does not do, centrifuge-protocol §5.1.
    static ErrorReply grant(Verdict.Rejected rejected) {
        CentrifugeError kind = rejected.why() == Verdict.Why.EXPIRED
                ? CentrifugeError.TOKEN_EXPIRED
                : CentrifugeError.PERMISSION_DENIED;
        return ErrorReply.of(kind, rejected.reason());
    }

    static ErrorReply error(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownChannel _ -> ErrorReply.of(CentrifugeError.UNKNOWN_CHANNEL, "");
            case Refusal.BadName(var reason) -> ErrorReply.of(CentrifugeError.BAD_REQUEST, reason);
            case Refusal.NotAllowed(var what, _) -> ErrorReply.of(CentrifugeError.PERMISSION_DENIED,
                    "may not " + what);
            case Refusal.NotAvailable(var feature) -> ErrorReply.of(CentrifugeError.NOT_AVAILABLE,
                    feature);
            case Refusal.BadRequest(var reason) ->
                ErrorReply.of(CentrifugeError.BAD_REQUEST, reason);
            case Refusal.TooLarge(var what, long max, long bytes) ->
                ErrorReply.of(CentrifugeError.LIMIT_EXCEEDED,
                        "%s may have %d bytes here, not %d".formatted(what, max, bytes));
            case Refusal.TooMany(var what, long max) ->
                ErrorReply.of(CentrifugeError.LIMIT_EXCEEDED,
                        "at most %d %s".formatted(max, what));
            case Refusal.TooFast(var what, long max, var per) -> ErrorReply.of(
                    CentrifugeError.TOO_MANY_REQUESTS,
                    "at most %d %s in a %s".formatted(max, what, per));
            case Refusal.AlreadySubscribed _ ->
                ErrorReply.of(CentrifugeError.ALREADY_SUBSCRIBED, "");
            case Refusal.PositionLost _ ->
                ErrorReply.of(CentrifugeError.UNRECOVERABLE_POSITION, "");
            case Refusal.Overloaded(var reason) -> ErrorReply.of(CentrifugeError.TOO_MANY_REQUESTS,
                    reason);
            case Refusal.FromLog(var inner) -> error(inner);
        };
    }

    private static ErrorReply error(LogRefusal refusal) {
        return switch (refusal) {
            case LogRefusal.DiskFull _ -> ErrorReply.of(CentrifugeError.LIMIT_EXCEEDED,
                    "the disk is full", true);
            case LogRefusal.StoreFull _ -> ErrorReply.of(CentrifugeError.LIMIT_EXCEEDED,
                    "the store is full", true);
            case LogRefusal.TooManyChannels(long max) ->
                ErrorReply.of(CentrifugeError.LIMIT_EXCEEDED,
                        "at most %d channels".formatted(max), true);
            case LogRefusal.KeyReused() -> ErrorReply.of(CentrifugeError.BAD_REQUEST,
                    "the id was used for another message");
            case LogRefusal.Unavailable _ -> ErrorReply.of(CentrifugeError.INTERNAL, "");
            case LogRefusal.Damaged _ -> ErrorReply.of(CentrifugeError.INTERNAL, "", false);
        };
    }
}
