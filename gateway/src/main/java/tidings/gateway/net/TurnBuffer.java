package tidings.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import tidings.core.fanout.Frames;
import tidings.core.fanout.MemberEvent;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one variant and channel have to say in a turn, as one frame (or, with [Framing#NONE], a
/// run of packets) in one direct buffer that all subscribers share.
///
/// A protocol extends it with how one publication and one member event are written. It allocates
/// itself and its buffer, and nothing per publication beyond that.
@OwnedBy(Owner.LOOP)
public abstract class TurnBuffer implements Frames {
    /// Content above which nothing more is added; a single message may be longer.
    public static final int CONTENT_BYTES_MAX = 64 * 1024;
    /// What an envelope around a payload usually needs.
    private static final int ENVELOPE_BYTES = 256;

    private final Framing framing;
    private @Nullable ByteBuf content;
    private boolean sealed;

    protected TurnBuffer(Framing framing) {
        this.framing = framing;
    }

    /// Writes one publication at the end of `out`.
    ///
    /// @param first whether the buffer has nothing before it
    protected abstract void write(ByteBuf out, boolean first, Message message, long offset);

    /// Writes one member event at the end of `out`; as [#write].
    protected abstract void write(ByteBuf out, boolean first, MemberEvent event);

    @Override
    public final boolean add(Message message, long offset) {
        // Not only its payload: what grew for tags and was taken back stays as large as it grew.
        if (!mayTake(message.weight())) {
            return false;
        }
        ByteBuf out = open(message.payload().length + ENVELOPE_BYTES);
        int before = out.writerIndex();
        boolean first = !out.isReadable();
        write(out, first, message, offset);
        return keepOrTakeBack(out, before, first);
    }

    @Override
    public final boolean add(MemberEvent event) {
        if (!mayTake(1)) {
            return false;
        }
        ByteBuf out = open(ENVELOPE_BYTES);
        int before = out.writerIndex();
        boolean first = !out.isReadable();
        write(out, first, event);
        return keepOrTakeBack(out, before, first);
    }

    @Override
    public final void release() {
        if (content != null) {
            content.release();
            content = null;
        }
    }

    /// The frame, for one connection more: whoever gets it releases it, and leaves its indexes alone.
    /// From here on nothing can be added.
    final ByteBuf share() {
        if (content == null) {
            throw new IllegalStateException("nothing was added, or it was released");
        }
        if (!sealed) {
            sealed = true;
            framing.seal(content);
        }
        return content.retain();
    }

    private boolean mayTake(long bytes) {
        return !sealed && (content == null
                || content.readableBytes() + bytes <= CONTENT_BYTES_MAX);
    }

    private ByteBuf open(int contentBytes) {
        ByteBuf out = content;
        if (out == null) {
            out = framing.open(ByteBufAllocator.DEFAULT, contentBytes);
            content = out;
        }
        return out;
    }

    private static boolean keepOrTakeBack(ByteBuf out, int before, boolean first) {
        if (!first && out.readableBytes() > CONTENT_BYTES_MAX) {
            out.writerIndex(before);
            return false;
        }
        return true;
    }
}
