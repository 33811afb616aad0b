package tidings.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Bytes become HTTP/1.1 requests, strictly (RFC 9112): lines end in CRLF, nothing precedes the
/// request line, chunked and a length exclude each other. What breaks a rule arrives at
/// [HttpConnection] as a request with a failed result.
final class RequestDecoder extends HttpRequestDecoder {
    private final HttpConnection connection;

    RequestDecoder(HttpConnection connection, HttpSettings settings) {
        // One more: of a line whose end has not come Netty counts the CR. RequestHead counts exactly.
        super(new HttpDecoderConfig().setMaxInitialLineLength(settings.requestLineBytesMax() + 1)
                .setMaxHeaderSize(settings.headerBytesMax()).setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true).setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true));
        this.connection = connection;
    }

    /// The deadline of a request begins with its first byte, before it is anything.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        connection.onBytes();
        super.channelRead(context, message);
    }
}
