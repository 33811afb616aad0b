package tidings.benchmarks.hot;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tidings.gateway.centrifuge.wire.Command;
import tidings.gateway.centrifuge.wire.DecodeException;
import tidings.gateway.centrifuge.wire.JsonCommandDecoder;
import tidings.gateway.centrifuge.wire.ProtobufCommandDecoder;

/// Station 2: a frame with one publish becomes a request.
@State(Scope.Thread)
public class Decoding {
    private final JsonCommandDecoder json = new JsonCommandDecoder();
    private final ProtobufCommandDecoder protobuf = new ProtobufCommandDecoder();
    private final byte[] jsonFrame = Samples.bytes("{\"id\":1000000,\"publish\":{\"channel\":\""
            + Samples.CHANNEL + "\",\"data\":"
            + new String(Samples.PAYLOAD, java.nio.charset.StandardCharsets.UTF_8) + "}}");
    private final byte[] protobufFrame = protobufFrame();

    @Benchmark
    public List<Command> jsonPublish() throws DecodeException {
        return json.decode(jsonFrame, jsonFrame.length);
    }

    @Benchmark
    public List<Command> protobufPublish() throws DecodeException {
        return protobuf.decode(protobufFrame, protobufFrame.length);
    }

    /// `Command{id=1: 1, publish=7: PublishRequest{channel=1, data=2}}` with its length before it.
    private static byte[] protobufFrame() {
        byte[] channel = Samples.bytes(Samples.CHANNEL.toString());
        ByteArrayOutputStream publish = new ByteArrayOutputStream();
        publish.write(1 << 3 | 2);
        publish.write(channel.length);
        publish.writeBytes(channel);
        publish.write(2 << 3 | 2);
        varint(publish, Samples.PAYLOAD.length);
        publish.writeBytes(Samples.PAYLOAD);
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.write(1 << 3);
        command.write(1);
        command.write(7 << 3 | 2);
        varint(command, publish.size());
        command.writeBytes(publish.toByteArray());
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        varint(frame, command.size());
        frame.writeBytes(command.toByteArray());
        return frame.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
