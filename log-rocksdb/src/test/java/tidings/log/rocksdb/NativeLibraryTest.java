package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
    private static final Path MAPS = Path.of("/proc/self/maps");

    @Test
    void libraryIsUnpackedOnceAndLoadedFromTheCacheFolder() throws Exception {
        // Another test of this process may have loaded it already, from the same folder.
        NativeLibrary.load(RocksLogHarness.NATIVE_FOLDER);
        assumeTrue(Files.exists(MAPS), "only Linux says what is loaded");
        String loaded = Files.readString(MAPS);
        List<Path> unpacked;
        try (Stream<Path> files = Files.walk(RocksLogHarness.NATIVE_FOLDER.toRealPath())) {
            unpacked = files.filter(Files::isRegularFile)
                    .filter(f -> loaded.contains(f.toString())).toList();
        }
        assertThat(unpacked).hasSize(1);
        var modified = Files.getLastModifiedTime(unpacked.getFirst());
        NativeLibrary.load(RocksLogHarness.NATIVE_FOLDER);
        assertThat(Files.getLastModifiedTime(unpacked.getFirst())).isEqualTo(modified);
    }
}
