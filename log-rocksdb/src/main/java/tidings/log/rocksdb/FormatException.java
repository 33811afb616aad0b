package tidings.log.rocksdb;

import java.nio.BufferUnderflowException;

/// A value in the store is not what its format says.
final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }

    private FormatException(String message, BufferUnderflowException cause) {
        super(message, cause);
    }

    static FormatException cutShort(String what, BufferUnderflowException cause) {
        return new FormatException(what + " is cut short", cause);
    }
}
