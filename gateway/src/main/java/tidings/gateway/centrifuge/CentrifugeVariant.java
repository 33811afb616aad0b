package tidings.gateway.centrifuge;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import tidings.core.fanout.Frames;
import tidings.core.fanout.MemberEvent;
import tidings.core.fanout.Variant;
import tidings.gateway.centrifuge.wire.Encoder;
import tidings.gateway.net.TurnBuffer;
import tidings.log.ChannelName;
import tidings.log.Message;

/// Subscribers of this door that get the same bytes: those of one format, with or without member
/// events.
///
/// A turn's publications of a channel become one frame with one message each. That costs a buffer
/// and its holder per turn, and nothing per publication (an iterator if it has tags).
public record CentrifugeVariant(Format format, boolean memberEvents) implements Variant {
    private static final Map<Format, CentrifugeVariant> PLAIN = all(false);
    private static final Map<Format, CentrifugeVariant> WITH_MEMBERS = all(true);

    private static Map<Format, CentrifugeVariant> all(boolean memberEvents) {
        Map<Format, CentrifugeVariant> all = new EnumMap<>(Format.class);
        for (Format format : Format.values()) {
            all.put(format, new CentrifugeVariant(format, memberEvents));
        }
        return Collections.unmodifiableMap(all);
    }

    /// The one of its kind.
    static CentrifugeVariant of(Format format, boolean memberEvents) {
        return Objects.requireNonNull((memberEvents ? WITH_MEMBERS : PLAIN).get(format));
    }

    @Override
    public Frames open(ChannelName channel, String epoch) {
        return new Messages(format, channel, epoch);
    }

    private static final class Messages extends TurnBuffer {
        private final Encoder encoder;
        private final ChannelName channel;
        private final String epoch;

        private Messages(Format format, ChannelName channel, String epoch) {
            super(format.framing());
            this.encoder = format.encoder();
            this.channel = channel;
            this.epoch = epoch;
        }

        @Override
        protected void write(ByteBuf out, boolean first, Message message, long offset) {
            encoder.publication(out, channel, epoch, message, offset);
        }

        @Override
        protected void write(ByteBuf out, boolean first, MemberEvent event) {
            encoder.member(out, channel, event);
        }
    }
}
