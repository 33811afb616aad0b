package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// How content is wrapped on its way out. Content of a length that nobody knows yet is written
/// behind room for the longest header, and the header is put right before it afterwards: one
/// contiguous buffer, no second copy.
public enum Framing {
    /// One text frame of RFC 6455 §5.2, final and unmasked.
    WEBSOCKET_TEXT(10) {
        @Override
        void wrap(ByteBuf buffer, int contentBytes) {
            wrapWebSocket(buffer, contentBytes, 0x81);
        }
    },
    /// One binary frame of RFC 6455 §5.2, final and unmasked.
    WEBSOCKET_BINARY(10) {
        @Override
        void wrap(ByteBuf buffer, int contentBytes) {
            wrapWebSocket(buffer, contentBytes, 0x82);
        }
    },
    /// One chunk of RFC 9112 §7.1, for a streaming response.
    CHUNK(10) {
        @Override
        void wrap(ByteBuf buffer, int contentBytes) {
            int at = buffer.readerIndex();
            buffer.setByte(--at, '\n').setByte(--at, '\r');
            for (int rest = contentBytes; rest != 0; rest >>>= 4) {
                buffer.setByte(--at, Character.forDigit(rest & 0xf, 16));
            }
            buffer.readerIndex(at);
            buffer.writeByte('\r').writeByte('\n');
        }
    },
    /// As it is, for protocols that frame themselves.
    NONE(0) {
        @Override
        void wrap(ByteBuf buffer, int contentBytes) {}
    };

    private final int headerBytesMax;

    Framing(int headerBytesMax) {
        this.headerBytesMax = headerBytesMax;
    }

    /// A buffer to write content into, then [#seal] it. It grows as needed.
    ///
    /// @param contentBytes how long the content may become, a guess
    public final ByteBuf open(ByteBufAllocator allocator, int contentBytes) {
        ByteBuf buffer = allocator.directBuffer(headerBytesMax + contentBytes + 2);
        return buffer.setIndex(headerBytesMax, headerBytesMax);
    }

    /// Makes what was written since [#open] a complete frame: all of the buffer that is readable.
    public final ByteBuf seal(ByteBuf buffer) {
        int contentBytes = buffer.readableBytes();
        if (buffer.readerIndex() != headerBytesMax || contentBytes == 0) {
            throw new IllegalStateException("a frame is sealed once, and is not empty");
        }
        wrap(buffer, contentBytes);
        return buffer;
    }

    abstract void wrap(ByteBuf buffer, int contentBytes);

    private static void wrapWebSocket(ByteBuf buffer, int contentBytes, int firstByte) {
        int content = buffer.readerIndex();
        int header = contentBytes < 126 ? 2 : contentBytes < 65_536 ? 4 : 10;
        int at = content - header;
        buffer.setByte(at, firstByte);
        switch (header) {
            case 2 -> buffer.setByte(at + 1, contentBytes);
            case 4 -> buffer.setByte(at + 1, 126).setShort(at + 2, contentBytes);
            default -> buffer.setByte(at + 1, 127).setLong(at + 2, contentBytes);
        }
        buffer.readerIndex(at);
    }
}
