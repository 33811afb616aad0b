package tidings.server.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Where a key set comes from. Blocks.
interface KeySource {
    int BYTES_MAX = 1 << 20;
    Duration TIMEOUT = Duration.ofSeconds(3);

    /// The set as it is now.
    String read() throws IOException;

    /// @param place a URL, or a file
    static KeySource of(String place) {
        if (place.startsWith("http://") || place.startsWith("https://")) {
            URI uri = URI.create(place);
            return () -> fetch(uri);
        }
        Path file = Path.of(place);
        return () -> Files.readString(file);
    }

    private static String fetch(URI uri) throws IOException {
        URLConnection connection = uri.toURL().openConnection();
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json");
        long deadlineNs = System.nanoTime() + TIMEOUT.toNanos();
        try (InputStream in = connection.getInputStream()) {
            byte[] bytes = new byte[BYTES_MAX];
            int length = 0;
            int read = 0;
            while (read >= 0) {
                if (length == bytes.length || System.nanoTime() > deadlineNs) {
                    throw new IOException("the key set is larger than 1 MiB, or comes too slowly");
                }
                read = in.read(bytes, length, bytes.length - length);
                length += Math.max(0, read);
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        } finally {
            ((HttpURLConnection) connection).disconnect();
        }
    }
}
