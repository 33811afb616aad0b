package tidings.gateway.api;

import tidings.core.refusal.Refusal;
import tidings.log.LogRefusal;

/// The one table from refusals to the API's error codes, and to the HTTP status that stands for
/// them in transport error mode.
///
/// | code | status | retry |
/// |---|---|---|
/// | 100 internal | 500, 503 | soon |
/// | 102 unknown channel | 404 | no |
/// | 103 permission denied | 403 | no |
/// | 106 limit exceeded | 413, 429, 507 | when there is room |
/// | 107 bad request | 400, 422 | no |
/// | 108 not available | 404 | no |
/// | 111 too many requests | 429, 503 | soon |
/// | 112 unrecoverable position | 410 | from the head |
final class ApiErrors {
    record ApiError(int code, String message, int status) {}

    private ApiErrors() {}

    static ApiError of(ApiReply.Unknown unknown) {
        return new ApiError(100, "internal server error: the message may or may not be stored ("
                + unknown.reason() + "); repeat it with the same idempotency_key", 504);
    }

    static ApiError of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownChannel(var channel) -> new ApiError(102,
                    "unknown channel: no rule matches '" + channel + "'", 404);
            case Refusal.BadName(var reason) -> new ApiError(107, "bad request: " + reason, 400);
            case Refusal.NotAllowed(var what, var channel) -> new ApiError(103,
                    "permission denied: may not " + what + " in '" + channel + "'", 403);
            case Refusal.NotAvailable(var feature) -> new ApiError(108,
                    "not available: the channel's rule has no " + feature, 404);
            case Refusal.BadRequest(var reason) -> new ApiError(107, "bad request: " + reason, 400);
            case Refusal.TooLarge(var what, long max, long bytes) -> new ApiError(106,
                    "limit exceeded: %s may have %d bytes here, not %d".formatted(what, max,
                            bytes),
                    413);
            case Refusal.TooMany(var what, long max) -> new ApiError(106,
                    "limit exceeded: at most %d %s".formatted(max, what), 429);
            case Refusal.TooFast(var what, long max, var per) -> new ApiError(111,
                    "too many requests: at most %d %s in a %s".formatted(max, what, per), 429);
            case Refusal.AlreadySubscribed(var channel) -> new ApiError(105,
                    "already subscribed to '" + channel + "'", 409);
            case Refusal.PositionLost(var head) -> new ApiError(112,
                    "unrecoverable position: the channel is at " + head, 410);
            case Refusal.Overloaded(var reason) -> new ApiError(111,
                    "too many requests: " + reason, 503);
            case Refusal.FromLog(var inner) -> of(inner);
        };
    }

    private static ApiError of(LogRefusal refusal) {
        return switch (refusal) {
            case LogRefusal.DiskFull(long free, long min) -> new ApiError(106,
                    "limit exceeded: the disk has %d bytes free, %d are kept in reserve"
                            .formatted(free, min),
                    507);
            case LogRefusal.StoreFull(long bytes, long max) -> new ApiError(106,
                    "limit exceeded: the store has %d of %d bytes".formatted(bytes, max), 507);
            case LogRefusal.TooManyChannels(long max) -> new ApiError(106,
                    "limit exceeded: at most %d channels".formatted(max), 507);
            case LogRefusal.KeyReused() -> new ApiError(107,
                    "bad request: the idempotency_key was used for another payload", 422);
            case LogRefusal.Unavailable(var reason) -> new ApiError(100,
                    "internal server error: " + reason, 503);
            case LogRefusal.Damaged(var detail) -> new ApiError(100,
                    "internal server error: " + detail, 500);
        };
    }
}
