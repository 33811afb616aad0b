package tidings.gateway.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A complete answer. What is the same for all (length, connection, origin) is added when it is
/// sent.
///
/// @param contentType null for none
public record Response(int status, @Nullable String contentType, byte[] body,
        List<Header> headers) {

    public record Header(String name, String value) {
        public Header {
            if (!isToken(name) || !isValue(value)) {
                throw new IllegalArgumentException("a header may not contain control characters");
            }
        }

        private static boolean isToken(String name) {
            return !name.isEmpty() && name.chars()
                    .allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
        }

        private static boolean isValue(String value) {
            return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
        }
    }

    public static Response json(int status, byte[] body) {
        return new Response(status, "application/json", body, List.of());
    }

    public static Response json(int status, String body) {
        return json(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /// One line of text; a newline is added.
    public static Response text(int status, String line) {
        return new Response(status, "text/plain; charset=utf-8",
                (line + "\n").getBytes(StandardCharsets.UTF_8), List.of());
    }

    public static Response empty(int status) {
        return new Response(status, null, new byte[0], List.of());
    }

    public Response with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, contentType, body, more);
    }
}
