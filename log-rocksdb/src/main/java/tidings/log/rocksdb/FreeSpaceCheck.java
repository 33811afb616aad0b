package tidings.log.rocksdb;

import java.io.IOException;
import tidings.log.Owner;
import tidings.log.OwnedBy;

/// Knows what the disk has left without asking before each batch: an answer is believed for a
/// moment, as long as it is far above what must stay free. Near that every batch asks.
@OwnedBy(Owner.LOG_WRITER)
final class FreeSpaceCheck {
    private static final long BELIEVED_NS = 50_000_000L;
    /// More than what others could write in that moment.
    private static final long FAR_BYTES = 256L << 20;

    private final FreeSpace freeSpace;
    private final long minBytes;
    private long freeBytes;
    private long writtenBytes;
    private long askedNs;
    private boolean asked;

    FreeSpaceCheck(FreeSpace freeSpace, long minBytes) {
        this.freeSpace = freeSpace;
        this.minBytes = minBytes;
    }

    /// A batch was written, of so many bytes.
    void onWritten(long bytes) {
        writtenBytes += bytes;
    }

    long freeBytes(long nowNs) throws IOException {
        boolean far = freeBytes - writtenBytes - minBytes > FAR_BYTES;
        if (!asked || !far || nowNs - askedNs >= BELIEVED_NS) {
            freeBytes = freeSpace.freeBytes();
            writtenBytes = 0;
            askedNs = nowNs;
            asked = true;
        }
        return freeBytes;
    }
}
