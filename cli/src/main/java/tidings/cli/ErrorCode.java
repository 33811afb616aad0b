package tidings.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One row of `errors.txt`: a code that the server's doors give, and what to make of it.
record ErrorCode(String code, String name, String where, String meaning, String remedy) {
    private static final String FILE = "errors.txt";

    static List<ErrorCode> all() {
        try (InputStream in = ErrorCode.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(ErrorCode::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ErrorCode of(String line) {
        String[] parts = line.split(" *\\| *", 5);
        return new ErrorCode(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }
}
