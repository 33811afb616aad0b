package tidings.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.io.ByteArrayOutputStream;

/// Lines of an HTTP head.
final class HttpLines {
    private static final int LINE_BYTES_MAX = 16 * 1024;

    private HttpLines() {}

    /// Up to CR LF or LF, which is not part of the line.
    static String read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended in the middle of a reply");
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw new IOException("a line of the reply is too long to be HTTP");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
