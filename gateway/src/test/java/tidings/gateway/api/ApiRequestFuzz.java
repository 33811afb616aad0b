package tidings.gateway.api;

import tidings.gateway.payload.JsonScanner;
import tidings.gateway.payload.Utf8;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;

/// A body is a request or an [ApiException], and so is each of its fields; a payload that is called
/// JSON is JSON.
public final class ApiRequestFuzz {
    private interface Part {
        void read() throws ApiException;
    }

    private ApiRequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        ApiRequest request;
        try {
            request = ApiRequest.parse(input, NameLimits.DEFAULT);
        } catch (ApiException e) {
            return;
        }
        attempt(request::channel);
        attempt(request::since);
        attempt(request::idempotencyKey);
        attempt(() -> request.texts("channels"));
        attempt(() -> request.number("limit", 0));
        attempt(() -> request.flag("reverse"));
        attempt(() -> isTrue(request.message()));
    }

    private static void isTrue(Message message) {
        byte[] payload = message.payload();
        if (message.kind() == PayloadKind.JSON && !(Utf8.isValid(payload, 0, payload.length)
                && JsonScanner.isJson(payload, 0, payload.length))) {
            throw new AssertionError("called JSON, and is none");
        }
    }

    private static void attempt(Part part) {
        try {
            part.read();
        } catch (ApiException e) {
            // its own way to say no
        }
    }
}
