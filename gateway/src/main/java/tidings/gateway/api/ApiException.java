package tidings.gateway.api;

import tidings.core.refusal.Refusal;

/// A request that is refused while it is read. Without a stack trace: a caller's doing is no bug.
final class ApiException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    ApiException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    static ApiException badRequest(String reason) {
        return new ApiException(new Refusal.BadRequest(reason));
    }

    Refusal refusal() {
        return refusal;
    }
}
