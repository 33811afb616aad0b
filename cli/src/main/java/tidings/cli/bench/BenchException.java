package tidings.cli.bench;

import org.jspecify.annotations.Nullable;

/// Why there is no result, and what to do about it.
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1;

    public enum Kind {
        FAILED, CANNOT_CONNECT, REFUSED
    }

    private final Kind kind;

    public BenchException(Kind kind, String message) {
        this(kind, message, null);
    }

    public BenchException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
