package tidings.gateway.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.core.filter.Delivery;
import tidings.gateway.mqtt.wire.MessageProperties;
import tidings.gateway.mqtt.wire.PublishTemplate;
import tidings.gateway.mqtt.wire.Version;
import tidings.gateway.net.Framing;
import tidings.gateway.net.NettyLoop;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.PayloadKind;

/// One loop's PUBLISH packets as they are being written: one message goes to many subscribers one
/// after the other, so the last one of each kind is kept; and the variants of those who are alike.
@OwnedBy(Owner.LOOP)
final class Rendering {
    private static final long MS = 1_000;
    private static final int KINDS = 12;

    private final List<MqttVariant> variants = new ArrayList<>();
    private final @Nullable Message[] messages = new @Nullable Message[KINDS];
    private final @Nullable ChannelName[] channels = new @Nullable ChannelName[KINDS];
    private final @Nullable PublishTemplate[] templates = new @Nullable PublishTemplate[KINDS];

    /// The one variant of its kind.
    ///
    /// @param loop whose this is
    MqttVariant variantOf(Version version, Framing framing, boolean retainAsPublished,
            NettyLoop loop) {
        for (MqttVariant variant : variants) {
            if (variant.version() == version && variant.framing() == framing
                    && variant.retainAsPublished() == retainAsPublished) {
                return variant;
            }
        }
        MqttVariant variant = new MqttVariant(version, framing, retainAsPublished, loop);
        variants.add(variant);
        return variant;
    }

    /// One message may be in several channels (`broadcast`).
    @SuppressWarnings("ReferenceEquality") // the very same message, not one like it
    PublishTemplate templateOf(Version version, Delivery delivery) {
        int kind = (version == Version.V5 ? 6 : 0) + delivery.qos() * 2
                + (delivery.retain() ? 1 : 0);
        PublishTemplate template = templates[kind];
        if (template == null || messages[kind] != delivery.message()
                || !Objects.equals(channels[kind], delivery.channel())) {
            Message message = delivery.message();
            template = new PublishTemplate(version, delivery.qos(), delivery.retain(),
                    delivery.channel().utf8(), properties(version, message), message.payload());
            templates[kind] = template;
            messages[kind] = message;
            channels[kind] = delivery.channel();
        }
        return template;
    }

    /// What an MQTT publisher wants handed on; of another's message what MQTT can say of it.
    static byte @Nullable [] properties(Version version, Message message) {
        if (version != Version.V5) {
            return null;
        }
        byte[] asPublished = message.attributes().properties();
        if (asPublished != null) {
            return asPublished;
        }
        boolean plain = message.contentType() == null && message.tags().isEmpty();
        return plain
                ? null
                : MessageProperties.of(message.kind() != PayloadKind.BYTES,
                        message.contentType(), message.tags()).block();
    }

    /// What is left of a message's time (MQTT 5.0 §3.3.2.3.3), at least 1; -1 for ever.
    static long expirySeconds(Message message, long wallMs) {
        long expiresMs = message.attributes().expiresMs();
        return expiresMs == 0 ? -1 : Math.max(1, (expiresMs - wallMs + MS - 1) / MS);
    }
}
