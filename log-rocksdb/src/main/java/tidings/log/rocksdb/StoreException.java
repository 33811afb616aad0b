package tidings.log.rocksdb;

/// The store failed where nobody asked for an answer.
final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
