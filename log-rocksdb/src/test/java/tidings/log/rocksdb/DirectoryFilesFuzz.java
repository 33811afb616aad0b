package tidings.log.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The files beside the store, witness and marker, say something or are damaged; nothing else
/// comes of reading them, and what is not as it was written is not believed.
public final class DirectoryFilesFuzz {
    private static final Path FILE = file();

    private DirectoryFilesFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("tidings", ".file");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As they are; and as changes of files that are right: pairs of a place and a new byte.
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        Marker.read(FILE);
        Witness.read(FILE);
        byte[] right = Witness.initial(1_000_000);
        byte[] changed = right.clone();
        for (int i = 0; i + 1 < input.length; i += 2) {
            changed[(input[i] & 0xff) % changed.length] = input[i + 1];
        }
        Files.write(FILE, changed);
        if (Witness.read(FILE) instanceof Witness.Reading.Sequence(long acknowledged)
                && acknowledged != 1_000_000 && differences(right, changed) < 3) {
            throw new AssertionError("fewer than three changed bytes make it say " + acknowledged);
        }
    }

    private static int differences(byte[] a, byte[] b) {
        int count = 0;
        for (int at = Arrays.mismatch(a, b); at >= 0 && at < a.length; at++) {
            count += a[at] == b[at] ? 0 : 1;
        }
        return count;
    }
}
