package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// How much is read from a socket: one buffer, then it is others' turn. A buffer that was filled is
/// followed by a larger one, two that were half empty by a smaller one.
///
/// Netty's own does much the same, and takes five times the memory: every connection has one of these.
@OwnedBy(Owner.LOOP)
final class ReadSizes implements RecvByteBufAllocator {
    private static final int READ_BYTES_FIRST = 2048;
    private static final int READ_BYTES_MIN = 512;
    private static final int READ_BYTES_MAX = 64 * 1024;
    private static final int GROWTH = 4;

    @Override
    @SuppressWarnings("deprecation") // what sockets ask for; they want the extended one, too
    public Handle newHandle() {
        return new OfSocket();
    }

    @OwnedBy(Owner.LOOP)
    private static final class OfSocket implements ExtendedHandle {
        private int nextBytes = READ_BYTES_FIRST;
        private int attemptedBytes;
        private int lastBytes;
        private boolean wasHalfEmpty;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.ioBuffer(nextBytes);
        }

        @Override
        public int guess() {
            return nextBytes;
        }

        @Override
        public void reset(ChannelConfig config) {
            lastBytes = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            // There is never more than one.
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            return false;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return false;
        }

        @Override
        public void readComplete() {
            boolean halfEmpty = lastBytes <= nextBytes / 2;
            if (lastBytes >= nextBytes) {
                nextBytes = Math.min(READ_BYTES_MAX, nextBytes * GROWTH);
            } else if (halfEmpty && wasHalfEmpty) {
                nextBytes = Math.max(READ_BYTES_MIN, nextBytes / 2);
                halfEmpty = false;
            }
            wasHalfEmpty = halfEmpty;
        }
    }
}
