package tidings.log.rocksdb;

/// One counter per store, raised by each pass that deletes channel records: names without a record
/// have their epoch from it, so that a name that is used again later does not take up an old epoch
/// at offset 1. Changed by the writer, read by readers.
final class Generation {
    private volatile long present;

    Generation(long present) {
        this.present = present;
    }

    long present() {
        return present;
    }

    void set(long present) {
        this.present = present;
    }
}
