package tidings.log.rocksdb;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The number up to which the store was acknowledged, in 32 bytes of mapped memory beside it: a
/// store that opens with less has lost something. Not synced: after a power cut it is a lower
/// bound, and nothing more is asked of it.
///
/// Two slots of 16 bytes, written in turn, each the number and its check. A kill between the two
/// stores of a slot leaves the new number with the check of the old one; since the check can be
/// undone, that is told apart from damage. Owned by the writer once the log is open.
final class Witness implements AutoCloseable {
    /// What a witness file says.
    sealed interface Reading {
        record Sequence(long acknowledged) implements Reading {}

        record Damaged() implements Reading {}
    }

    static final int BYTES = 32;
    private static final int SLOT_BYTES = 16;
    /// RocksDB's sequence numbers have so many.
    private static final int STORE_BITS = 56;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN).varHandle();
    /// Odd, so that multiplying by it can be undone.
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final long MULTIPLIER_INVERSE = inverse(MULTIPLIER);
    private static final long SALT = 0x7469_6469_6e67_7321L;

    private final Arena arena;
    private final MemorySegment slots;
    private int nextSlot;

    private Witness(Arena arena, MemorySegment slots, int nextSlot) {
        this.arena = arena;
        this.slots = slots;
        this.nextSlot = nextSlot;
    }

    /// A new file's bytes.
    static byte[] initial(long sequence) {
        byte[] bytes = new byte[BYTES];
        MemorySegment slots = MemorySegment.ofArray(bytes);
        for (int slot = 0; slot < 2; slot++) {
            LONG.set(slots, (long) slot * SLOT_BYTES, sequence);
            LONG.set(slots, (long) slot * SLOT_BYTES + 8, check(sequence));
        }
        return bytes;
    }

    static Reading read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != BYTES) {
            return new Reading.Damaged();
        }
        MemorySegment slots = MemorySegment.ofArray(bytes);
        boolean firstWhole = whole(slots, 0);
        boolean secondWhole = whole(slots, 1);
        if (firstWhole && secondWhole) {
            return new Reading.Sequence(Math.max(sequence(slots, 0), sequence(slots, 1)));
        }
        if (!firstWhole && !secondWhole) {
            return new Reading.Damaged();
        }
        int good = firstWhole ? 0 : 1;
        return torn(slots, 1 - good, sequence(slots, good))
                ? new Reading.Sequence(sequence(slots, good))
                : new Reading.Damaged();
    }

    /// Whether a slot is what a kill in the middle of writing it leaves, when the other one says
    /// `other`: a later number, and the check of an earlier one.
    private static boolean torn(MemorySegment slots, int slot, long other) {
        long check = (long) LONG.get(slots, (long) slot * SLOT_BYTES + 8);
        long before = (check ^ SALT) * MULTIPLIER_INVERSE;
        return before >= 0 && before <= other && sequence(slots, slot) >= other;
    }

    /// A number of the store's is below 2^56. Only its top byte would be checked by as little as one
    /// byte: all below are checked by two and more.
    private static boolean whole(MemorySegment slots, int slot) {
        long sequence = sequence(slots, slot);
        return sequence >>> STORE_BITS == 0
                && (long) LONG.get(slots, (long) slot * SLOT_BYTES + 8) == check(sequence);
    }

    private static long sequence(MemorySegment slots, int slot) {
        return (long) LONG.get(slots, (long) slot * SLOT_BYTES);
    }

    private static long check(long sequence) {
        return (sequence * MULTIPLIER) ^ SALT;
    }

    /// Newton's iteration; each step doubles the bits that are right.
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    // MustBeClosedChecker: the arena is closed with the witness.
    @SuppressWarnings("MustBeClosedChecker")
    static Witness map(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            MemorySegment slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
            return new Witness(arena, slots, sequence(slots, 0) > sequence(slots, 1) ? 1 : 0);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Notes that everything up to this number was acknowledged, or is about to be.
    void note(long sequence) {
        long at = (long) nextSlot * SLOT_BYTES;
        LONG.set(slots, at, sequence);
        VarHandle.releaseFence();
        LONG.set(slots, at + 8, check(sequence));
        VarHandle.releaseFence();
        nextSlot = 1 - nextSlot;
    }

    @Override
    public void close() {
        arena.close();
    }
}
