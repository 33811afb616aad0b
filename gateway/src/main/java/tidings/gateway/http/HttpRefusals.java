package tidings.gateway.http;

import tidings.core.refusal.Refusal;
import tidings.gateway.net.Response;
import tidings.log.LogRefusal;

/// The one table from refusals to HTTP.
///
/// | status | code | retry |
/// |---|---|---|
/// | 400 | `bad_name`, `bad_request` | no |
/// | 401 | `unauthorized`: who this is | with other credentials |
/// | 403 | `not_allowed` | no |
/// | 404 | `unknown_channel`, `not_available` | no |
/// | 409 | `already_subscribed` | no |
/// | 410 | `position_lost`, with the head | from the head |
/// | 413 | `too_large` | no |
/// | 422 | `key_reused` | with another key |
/// | 429 | `too_many`, `too_fast` | later |
/// | 500 | `damaged` | no |
/// | 503 | `overloaded`, `unavailable` | soon, see `Retry-After` |
/// | 504 | `unknown_outcome` | with the same idempotency key |
/// | 507 | `disk_full`, `store_full`, `too_many_channels` | when an operator made room |
final class HttpRefusals {
    private record Status(int status, String code, String message) {}

    private HttpRefusals() {}

    static Response response(Refusal refusal) {
        Status status = status(refusal);
        JsonText json = new JsonText().open();
        writeError(json, status);
        if (refusal instanceof Refusal.PositionLost(var head)) {
            json.field("epoch", head.epoch()).field("offset", head.offset());
        }
        Response response = Response.json(status.status(), json.close().bytes());
        return status.status() == 503 ? response.with("Retry-After", "1") : response;
    }

    static Response badRequest(String message) {
        return response(new Refusal.BadRequest(message));
    }

    /// Whoever asks must say who it is, or what it said will not do.
    static Response unauthorized(String reason) {
        JsonText json = new JsonText().open();
        writeError(json, new Status(401, "unauthorized", reason));
        return Response.json(401, json.close().bytes())
                .with("WWW-Authenticate", "Bearer realm=\"tidings\"")
                .with("WWW-Authenticate", "Basic realm=\"tidings\", charset=\"UTF-8\"");
    }

    /// A publish of which nobody knows whether it is in the log.
    static Response unknownOutcome(String reason) {
        JsonText json = new JsonText().open();
        writeError(json, new Status(504, "unknown_outcome",
                "the message may or may not be stored (" + reason
                        + "); repeat it with the same Idempotency-Key to be sure"));
        return Response.json(504, json.close().bytes());
    }

    private static void writeError(JsonText json, Status status) {
        json.name("error").open().field("code", status.code()).field("message", status.message())
                .close();
    }

    private static Status status(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownChannel(var channel) -> new Status(404, "unknown_channel",
                    "no rule matches the channel '" + channel + "'; add one to channels:");
            case Refusal.BadName(var reason) -> new Status(400, "bad_name", reason);
            case Refusal.NotAllowed(var what, var channel) -> new Status(403, "not_allowed",
                    "not allowed to " + what + " in '" + channel + "'");
            case Refusal.NotAvailable(var feature) -> new Status(404, "not_available",
                    "the channel's rule has no " + feature);
            case Refusal.BadRequest(var reason) -> new Status(400, "bad_request", reason);
            case Refusal.TooLarge(var what, long max, long bytes) -> new Status(413, "too_large",
                    "%s may have %d bytes here, not %d".formatted(what, max, bytes));
            case Refusal.TooMany(var what, long max) -> new Status(429, "too_many",
                    "there are as many %s as there may be (%d)".formatted(what, max));
            case Refusal.TooFast(var what, long max, var per) -> new Status(429, "too_fast",
                    "at most %d %s in a %s".formatted(max, what, per));
            case Refusal.AlreadySubscribed(var channel) -> new Status(409, "already_subscribed",
                    "already subscribed to '" + channel + "'");
            case Refusal.PositionLost(var head) -> new Status(410, "position_lost",
                    "entries after that position are gone; the channel is at " + head);
            case Refusal.Overloaded(var reason) -> new Status(503, "overloaded", reason);
            case Refusal.FromLog(var inner) -> status(inner);
        };
    }

    private static Status status(LogRefusal refusal) {
        return switch (refusal) {
            case LogRefusal.DiskFull(long free, long min) -> new Status(507, "disk_full",
                    "the disk has %d bytes free, and %d are kept in reserve".formatted(free, min));
            case LogRefusal.StoreFull(long bytes, long max) -> new Status(507, "store_full",
                    "the store has %d of %d bytes, and nothing may be dropped".formatted(bytes,
                            max));
            case LogRefusal.TooManyChannels(long max) -> new Status(507, "too_many_channels",
                    "there are as many channels as there may be (%d)".formatted(max));
            case LogRefusal.KeyReused() -> new Status(422, "key_reused",
                    "the idempotency key was used for another payload");
            case LogRefusal.Unavailable(var reason) -> new Status(503, "unavailable", reason);
            case LogRefusal.Damaged(var detail) -> new Status(500, "damaged", detail);
        };
    }
}
