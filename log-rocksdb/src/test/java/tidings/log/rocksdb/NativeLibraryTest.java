package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
    @Test
    void libraryIsUnpackedOnceAndLoadedFromTheCacheFolder() throws Exception {
        // Another test of this process may have loaded it already, from the same folder.
        NativeLibrary.load(RocksLogHarness.NATIVE_FOLDER);
        List<Path> unpacked;
        try (Stream<Path> files = Files.walk(RocksLogHarness.NATIVE_FOLDER)) {
            unpacked = files.filter(Files::isRegularFile).toList();
        }
        assertThat(unpacked).hasSize(1);
        String loaded = unpacked.getFirst().toAbsolutePath().toRealPath().toString();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).contains(loaded);
        var modified = Files.getLastModifiedTime(unpacked.getFirst());
        NativeLibrary.load(RocksLogHarness.NATIVE_FOLDER);
        assertThat(Files.getLastModifiedTime(unpacked.getFirst())).isEqualTo(modified);
    }
}
