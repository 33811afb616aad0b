package tidings.gateway.centrifuge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import tidings.gateway.centrifuge.wire.CommandDecoder;
import tidings.gateway.centrifuge.wire.Encoder;
import tidings.gateway.centrifuge.wire.JsonCommandDecoder;
import tidings.gateway.centrifuge.wire.JsonEncoder;
import tidings.gateway.centrifuge.wire.ProtobufCommandDecoder;
import tidings.gateway.centrifuge.wire.ProtobufEncoder;
import tidings.gateway.net.Framing;

/// How a session's messages look on its transport: the encoding, and the frames around them.
public enum Format {
    WEBSOCKET_JSON(Framing.WEBSOCKET_TEXT), WEBSOCKET_PROTOBUF(Framing.WEBSOCKET_BINARY);

    private static final JsonCommandDecoder JSON = new JsonCommandDecoder();
    private static final ProtobufCommandDecoder PROTOBUF = new ProtobufCommandDecoder();

    private final Framing framing;

    Format(Framing framing) {
        this.framing = framing;
    }

    public Encoder encoder() {
        return switch (this) {
            case WEBSOCKET_JSON -> JsonEncoder.FRAMES;
            case WEBSOCKET_PROTOBUF -> ProtobufEncoder.FRAMES;
        };
    }

    public Framing framing() {
        return framing;
    }

    /// Of what the peer sends.
    public CommandDecoder decoder() {
        return switch (encoder()) {
            case JsonEncoder _ -> JSON;
            case ProtobufEncoder _ -> PROTOBUF;
        };
    }

    /// One frame with the messages that `messages` writes, ready to be sent.
    public ByteBuf frame(int bytesGuess, Consumer<ByteBuf> messages) {
        ByteBuf out = framing.open(ByteBufAllocator.DEFAULT, bytesGuess);
        messages.accept(out);
        return framing.seal(out);
    }
}
