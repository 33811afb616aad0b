package tidings.gateway.centrifuge.wire;

import java.util.ArrayList;
import java.util.List;
import tidings.gateway.payload.JsonScanner;
import tidings.gateway.payload.Utf8;

/// Commands in JSON: one per line. Payloads are kept byte by byte.
public final class JsonCommandDecoder implements CommandDecoder {
    private static final int ID = 1;
    private static final Fields ENVELOPE = Fields.of("id", ID, "connect", 4, "subscribe", 5,
            "unsubscribe", 6, "publish", 7, "presence", 8, "presence_stats", 9, "history", 10,
            "ping", 11, "send", 12, "rpc", 13, "refresh", 14, "sub_refresh", 15);

    @Override
    public List<Command> decode(byte[] bytes, int length) throws DecodeException {
        if (!Utf8.isValid(bytes, 0, length)) {
            throw new DecodeException("the frame is not UTF-8");
        }
        JsonScanner in = new JsonScanner(bytes, 0, length);
        List<Command> commands = new ArrayList<>(1);
        while (!in.atEnd()) {
            Envelope.checkCount(commands.size());
            if (!commands.isEmpty() && !newlineBefore(bytes, in.position())) {
                throw new DecodeException("commands are not parted by newlines");
            }
            commands.add(command(in));
        }
        if (commands.isEmpty()) {
            throw new DecodeException("a frame without a command");
        }
        return commands;
    }

    private static boolean newlineBefore(byte[] bytes, int position) {
        for (int i = position - 1; bytes[i] != '}'; i--) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /// The id may come after the request, and of several requests one counts, so requests are
    /// passed over first, and the one is read when the envelope has been seen.
    private static Command command(JsonScanner in) throws DecodeException {
        long id = 0;
        int request = 0;
        int requestAt = 0;
        JsonReader reader = new JsonReader(in);
        while (reader.next(ENVELOPE)) {
            int field = reader.field();
            if (field == ID) {
                id = reader.int64();
            } else {
                if (field != 0 && (request == 0 || field < request)) {
                    request = field;
                    requestAt = in.position();
                }
                reader.skip();
            }
        }
        Envelope.check(id, request);
        if (request == 0) {
            return new EmptyCommand();
        }
        int end = in.position();
        in.rewind(requestAt);
        Command command = Envelope.read(request, new JsonReader(in), id);
        in.rewind(end);
        return command;
    }
}
