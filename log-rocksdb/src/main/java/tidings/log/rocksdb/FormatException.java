package tidings.log.rocksdb;

/// A value in the store is not what its format says.
final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }
}
