package tidings.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tidings.core.fanout.Frames;
import tidings.core.fanout.MemberEvent;
import tidings.core.fanout.Variant;
import tidings.gateway.net.Framing;
import tidings.gateway.net.TurnBuffer;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.PayloadKind;

/// Server-sent events (HTML Living Standard §9.2), the same for all streams of a channel that are
/// framed alike.
record SseVariant(Framing framing) implements Variant {
    @Override
    public boolean memberEvents() {
        return false;
    }

    @Override
    public Frames open(ChannelName channel, String epoch) {
        return new SseBuffer(framing, epoch);
    }

    /// One event per message: `id` is the position, `data` the payload line by line, so that no
    /// payload can end a field or begin another.
    private static final class SseBuffer extends TurnBuffer {
        private final String epoch;

        SseBuffer(Framing framing, String epoch) {
            super(framing);
            this.epoch = epoch;
        }

        @Override
        protected void write(ByteBuf out, boolean first, Message message, long offset) {
            if (offset > 0) {
                writeId(out, epoch, offset);
            }
            if (message.kind() == PayloadKind.BYTES) {
                ByteBufUtil.writeAscii(out, "event: base64\ndata: ");
                out.writeBytes(Base64.getEncoder().encode(message.payload()));
                out.writeByte('\n');
            } else {
                writeLines(out, message.payload());
            }
            out.writeByte('\n');
        }

        @Override
        protected void write(ByteBuf out, boolean first, MemberEvent event) {
            throw new IllegalStateException("this variant has no member events");
        }
    }

    static void writeId(ByteBuf out, String epoch, long offset) {
        ByteBufUtil.writeAscii(out, "id: ");
        ByteBufUtil.writeAscii(out, epoch);
        out.writeByte(':');
        out.writeCharSequence(Long.toString(offset), StandardCharsets.US_ASCII);
        out.writeByte('\n');
    }

    /// A line ends at CR LF, CR or LF; each becomes a line of its own, and the browser puts them
    /// together with LF.
    private static void writeLines(ByteBuf out, byte[] payload) {
        int from = 0;
        while (true) {
            int to = from;
            while (to < payload.length && payload[to] != '\n' && payload[to] != '\r') {
                to++;
            }
            ByteBufUtil.writeAscii(out, "data: ");
            out.writeBytes(payload, from, to - from);
            out.writeByte('\n');
            if (to == payload.length) {
                return;
            }
            boolean crLf = payload[to] == '\r' && to + 1 < payload.length
                    && payload[to + 1] == '\n';
            from = to + (crLf ? 2 : 1);
        }
    }
}
