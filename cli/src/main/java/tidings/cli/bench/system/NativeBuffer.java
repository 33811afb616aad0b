package tidings.cli.bench.system;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Bytes outside of the heap, which the system reads and writes in place.
public final class NativeBuffer {
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ALIGNMENT = 64;

    private final MemorySegment memory;
    private final long address;

    public NativeBuffer(int bytes) {
        this.memory = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        this.address = memory.address();
    }

    public int capacity() {
        return (int) memory.byteSize();
    }

    long addressOf(int at) {
        return address + at;
    }

    public byte byteAt(int at) {
        return memory.get(JAVA_BYTE, at);
    }

    /// Eight bytes, the first of them lowest.
    public long longAt(int at) {
        return memory.get(LONG, at);
    }

    public int intAt(int at) {
        return memory.get(INT, at);
    }

    public void setByte(int at, int value) {
        memory.set(JAVA_BYTE, at, (byte) value);
    }

    public void setInt(int at, int value) {
        memory.set(INT, at, value);
    }

    public void setLong(int at, long value) {
        memory.set(LONG, at, value);
    }

    public void read(int at, byte[] into, int from, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, at, into, from, length);
    }

    public void write(int at, byte[] bytes, int from, int length) {
        MemorySegment.copy(bytes, from, memory, JAVA_BYTE, at, length);
    }

    /// Where they lie and where they go may overlap.
    public void move(int from, int to, int length) {
        MemorySegment.copy(memory, from, memory, to, length);
    }

    /// As this, and larger.
    public NativeBuffer grown(int bytes) {
        NativeBuffer grown = new NativeBuffer(bytes);
        MemorySegment.copy(memory, 0, grown.memory, 0, memory.byteSize());
        return grown;
    }

    public String text(int from, int to) {
        byte[] bytes = new byte[to - from];
        read(from, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
