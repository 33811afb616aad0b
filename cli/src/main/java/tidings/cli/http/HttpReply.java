package tidings.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The head of a reply, and its body to be read.
///
/// @param headers by lower-case name
public record HttpReply(int status, Map<String, String> headers, InputStream body) {
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// All of the body; leaves the connection ready for the next request.
    public String text() throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
}
