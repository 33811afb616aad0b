package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private final Path file = RocksLogHarness.newDirectory().resolve("witness");

    @BeforeEach
    void noteSome() throws Exception {
        Files.write(file, Witness.initial(0));
        try (Witness witness = Witness.map(file)) {
            witness.note(100);
            witness.note(250);
            witness.note(251);
        }
    }

    private byte[] bytes() throws Exception {
        return Files.readAllBytes(file);
    }

    private int newestSlot() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(bytes());
        return bytes.getLong(0) > bytes.getLong(16) ? 0 : 16;
    }

    @Test
    void saysTheLastNumber() throws Exception {
        assertThat(Witness.read(file)).isEqualTo(new Witness.Reading.Sequence(251));
        try (Witness witness = Witness.map(file)) {
            witness.note(300);
        }
        assertThat(Witness.read(file)).isEqualTo(new Witness.Reading.Sequence(300));
    }

    @Test
    void flippedBitInTheNewestSlotIsDamage() throws Exception {
        int newest = newestSlot();
        for (int bit = 0; bit < 128; bit++) {
            byte[] bytes = bytes();
            bytes[newest + bit / 8] ^= (byte) (1 << (bit % 8));
            Path flipped = file.resolveSibling("flipped");
            Files.write(flipped, bytes);
            assertThat(Witness.read(flipped)).as("bit %d", bit)
                    .isEqualTo(new Witness.Reading.Damaged());
        }
    }

    @Test
    void flippedBitInTheOlderSlotIsNoticedOrHarmless() throws Exception {
        int older = 16 - newestSlot();
        for (int bit = 0; bit < 128; bit++) {
            byte[] bytes = bytes();
            bytes[older + bit / 8] ^= (byte) (1 << (bit % 8));
            Path flipped = file.resolveSibling("flipped");
            Files.write(flipped, bytes);
            assertThat(Witness.read(flipped)).as("bit %d", bit).isIn(
                    new Witness.Reading.Damaged(), new Witness.Reading.Sequence(251));
        }
    }

    @Test
    void killBetweenTheTwoStoresOfASlotIsNoDamage() throws Exception {
        byte[] bytes = bytes();
        ByteBuffer.wrap(bytes).putLong(16 - newestSlot(), 252);
        Files.write(file, bytes);
        assertThat(Witness.read(file)).isEqualTo(new Witness.Reading.Sequence(251));
    }

    @Test
    void shortOrEmptyFileIsDamage() throws Exception {
        Files.write(file, new byte[0]);
        assertThat(Witness.read(file)).isEqualTo(new Witness.Reading.Damaged());
        Files.write(file, new byte[Witness.BYTES]);
        assertThat(Witness.read(file)).isEqualTo(new Witness.Reading.Damaged());
    }
}
