package tidings.log.rocksdb;

import org.jspecify.annotations.Nullable;

/// The log can't be opened. The message is one line for the operator: what is wrong, and what to
/// do.
public final class LogOpenException extends Exception {
    private static final long serialVersionUID = 1;

    public LogOpenException(String message) {
        super(message);
    }

    public LogOpenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
