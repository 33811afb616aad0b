package tidings.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A reply's body out of the connection's bytes: of a known length, in chunks (RFC 9112 §7.1), or
/// up to the end.
final class BodyStream extends InputStream {
    private static final long CHUNKED = -1;
    private static final long TO_THE_END = -2;

    private final InputStream in;
    private final long kind;
    private long left;
    private boolean ended;
    private boolean firstChunk = true;

    private BodyStream(InputStream in, long kind) {
        this.in = in;
        this.kind = kind;
        this.left = Math.max(0, kind);
        this.ended = kind == 0;
    }

    static BodyStream ofLength(InputStream in, long length) {
        return new BodyStream(in, length);
    }

    static BodyStream chunked(InputStream in) {
        return new BodyStream(in, CHUNKED);
    }

    static BodyStream toTheEnd(InputStream in) {
        return new BodyStream(in, TO_THE_END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (kind == TO_THE_END) {
            return in.read(into, from, length);
        }
        if (kind == CHUNKED && left == 0 && !nextChunk()) {
            return -1;
        }
        int count = in.read(into, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended in the middle of a reply");
        }
        left -= count;
        ended = kind >= 0 && left == 0;
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk) {
            HttpLines.read(in);
        }
        firstChunk = false;
        String size = HttpLines.read(in);
        int semicolon = size.indexOf(';');
        try {
            left = Long.parseLong((semicolon < 0 ? size : size.substring(0, semicolon)).strip(),
                    16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk's size: '" + size + "'", e);
        }
        if (left == 0) {
            while (!HttpLines.read(in).isEmpty()) {
                // trailers mean nothing to us
            }
            ended = true;
        }
        return !ended;
    }
}
