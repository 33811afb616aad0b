package tidings.gateway.net;

import org.jspecify.annotations.Nullable;

/// An address can't be listened at; the message is one line that names it and says what to do.
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean addressMissing;

    ListenException(String message, @Nullable Throwable cause, boolean addressMissing) {
        super(message, cause);
        this.addressMissing = addressMissing;
    }

    /// Whether this machine has no such address, as one without IPv6 has no ::1.
    boolean addressMissing() {
        return addressMissing;
    }
}
