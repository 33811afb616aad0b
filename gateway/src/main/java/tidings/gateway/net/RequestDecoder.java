package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;

/// Bytes become HTTP/1.1 requests, strictly (RFC 9112): lines end in CRLF, nothing precedes the
/// request line, chunked and a length exclude each other. What breaks a rule arrives at
/// [HttpConnection] as a request with a failed result.
final class RequestDecoder extends HttpRequestDecoder {
    private final HttpConnection connection;
    private final int headersMax;
    /// Of the request that came last, with those that follow a body in chunks.
    private int headers;

    RequestDecoder(HttpConnection connection, HttpSettings settings) {
        // One more: of a line whose end has not come Netty counts the CR. RequestHead counts exactly.
        super(new HttpDecoderConfig().setMaxInitialLineLength(settings.requestLineBytesMax() + 1)
                .setMaxHeaderSize(settings.headerBytesMax()).setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true).setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true));
        this.connection = connection;
        this.headersMax = settings.headersMax();
    }

    /// The deadline of a request begins with its first byte, before it is anything.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        int bytes = message instanceof ByteBuf read ? read.readableBytes() : 0;
        connection.onBytes();
        super.channelRead(context, message);
        connection.onRead(bytes);
    }

    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
        headers = 0;
        connection.onHeadBegun();
        return super.createMessage(line);
    }

    /// Counted as they come: two bytes make one, and it takes fifty times that.
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        headers++;
        if (headers > headersMax) {
            throw new TooLongHttpHeaderException(
                    "a request may have at most %d headers".formatted(headersMax));
        }
        return super.splitHeaderName(line, start, length);
    }
}
