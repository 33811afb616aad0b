package tidings.log.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// RocksDB's native library, unpacked once into a cache folder and loaded from there. RocksDB's
/// own way unpacks 17 MB into the temporary folder at every start, and leaves them there at every
/// `kill -9`.
public final class NativeLibrary {
    private NativeLibrary() {}

    /// Loads the library; once in a process, later calls do nothing.
    ///
    /// A library that `-Djava.library.path` leads to comes first; then the cache folder, into
    /// which it is unpacked if it is not there; without one, the temporary folder.
    ///
    /// @param cacheFolder shared by all processes of a user; null for none
    public static synchronized void load(@Nullable Path cacheFolder) throws LogOpenException {
        try {
            if (cacheFolder == null || onLibraryPath()) {
                RocksDB.loadLibrary();
            } else {
                RocksDB.loadLibrary(List.of(unpacked(cacheFolder).toString()));
            }
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            throw new LogOpenException(
                    "RocksDB's native library can't be loaded (%s); is %s writable"
                            .formatted(e.getMessage(), cacheFolder == null
                                    ? "the temporary folder"
                                    : cacheFolder)
                            + " and allowed to hold programs?",
                    e);
        }
    }

    private static boolean onLibraryPath() {
        String file = Environment.getJniLibraryFileName("rocksdb");
        for (String folder : System.getProperty("java.library.path", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isRegularFile(Path.of(folder, file))) {
                return true;
            }
        }
        return false;
    }

    /// The folder that holds the library of this very version, known by its checksum in the jar.
    private static Path unpacked(Path cacheFolder) throws IOException {
        String file = Environment.getJniLibraryFileName("rocksdb");
        URL packed = RocksDB.class.getClassLoader().getResource(file);
        if (packed == null) {
            throw new IOException("no " + file + " in RocksDB's jar");
        }
        URLConnection connection = packed.openConnection();
        connection.setUseCaches(false);
        long size = connection.getContentLengthLong();
        String version = connection instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toString(size);
        Path folder = cacheFolder.toAbsolutePath().resolve("rocksdb-" + version);
        // RocksDB asks for this name in a folder that it is given, and for the other in its jar.
        Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        try (InputStream in = connection.getInputStream()) {
            if (Files.isRegularFile(library) && Files.size(library) == size) {
                return folder;
            }
            Files.createDirectories(folder);
            Path partial = Files.createTempFile(folder, file, ".partial");
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, library, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }
}
