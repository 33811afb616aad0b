package tidings.cli.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tidings.cli.bench.system.NativeBuffer;

/// RESP, as far as `XADD` needs it: a channel is a stream. Answers come in order, without ids.
public record RedisProtocol(Stamp stamp) implements Protocol {
    @Override
    public byte[] opening(Errand errand) {
        return new byte[0];
    }

    @Override
    public int readOpening(NativeBuffer in, int from, int to) {
        throw new IllegalStateException("nothing was asked");
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        return new byte[0];
    }

    @Override
    public int read(NativeBuffer in, int from, int to, Incoming incoming) {
        int at = from;
        while (at < to) {
            int line = lineEnd(in, at, to);
            if (line < 0) {
                break;
            }
            byte type = in.byteAt(at);
            int end = line + 2;
            if (type == '$') {
                int length = 0;
                for (int i = at + 1; i < line; i++) {
                    length = length * 10 + in.byteAt(i) - '0';
                }
                end += length + 2;
                if (end > to) {
                    break;
                }
                incoming.onPublished(Incoming.OLDEST);
            } else if (type == '-') {
                incoming.onReply(new Reply(Incoming.OLDEST, in.text(at + 1, line), Place.NONE));
            } else {
                incoming.onForeign(in.text(at, line));
            }
            at = end;
        }
        return at;
    }

    @Override
    public byte[] pong() {
        return new byte[0];
    }

    @Override
    public Publish publish(String channel, int publisher) {
        byte[] payload = stamp.payload(publisher);
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        byte[] name = channel.getBytes(StandardCharsets.UTF_8);
        command.writeBytes(ascii("*5\r\n$4\r\nXADD\r\n$" + name.length + "\r\n"));
        command.writeBytes(name);
        command.writeBytes(ascii("\r\n$1\r\n*\r\n$1\r\nd\r\n$" + payload.length + "\r\n"));
        int payloadAt = command.size();
        command.writeBytes(payload);
        command.writeBytes(ascii("\r\n"));
        return new Publish(command.toByteArray(), payloadAt, Publish.Id.NONE, 0);
    }

    @Override
    public int write(Publish publish, NativeBuffer out, int at) {
        byte[] message = publish.message();
        out.write(at, message, 0, message.length);
        return message.length;
    }

    @Override
    public int bytesOf(Publish publish) {
        return publish.message().length;
    }

    @Override
    public int writeOwed(int packet, NativeBuffer out, int at) {
        throw new IllegalStateException("nothing is owed");
    }

    private static int lineEnd(NativeBuffer in, int from, int to) {
        for (int at = from; at + 1 < to; at++) {
            if (in.byteAt(at) == '\r' && in.byteAt(at + 1) == '\n') {
                return at;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
