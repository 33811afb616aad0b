package tidings.gateway.centrifuge.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands in Protobuf, each with its length before it.
public final class ProtobufCommandDecoder implements CommandDecoder {
    private static final int ID = 1;
    private static final int REQUEST_FIRST = 4;
    private static final int REQUEST_LAST = 15;
    private static final Fields NONE = Fields.of();

    @Override
    public List<Command> decode(byte[] bytes, int length) throws DecodeException {
        ProtobufReader in = new ProtobufReader(bytes, 0, length);
        List<Command> commands = new ArrayList<>(1);
        while (!in.atEnd()) {
            Envelope.checkCount(commands.size());
            commands.add(command(in.delimited()));
        }
        if (commands.isEmpty()) {
            throw new DecodeException("a frame without a command");
        }
        return commands;
    }

    private static Command command(ProtobufReader in) throws DecodeException {
        long id = 0;
        int request = 0;
        @Nullable
        ProtobufReader message = null;
        while (in.next(NONE)) {
            int field = in.field();
            if (field == ID) {
                id = in.int64();
            } else if (field >= REQUEST_FIRST && field <= REQUEST_LAST
                    && (request == 0 || field <= request)) {
                request = field;
                message = in.message();
            } else {
                in.skip();
            }
        }
        Envelope.check(id, request);
        return message == null ? new EmptyCommand() : Envelope.read(request, message, id);
    }
}
