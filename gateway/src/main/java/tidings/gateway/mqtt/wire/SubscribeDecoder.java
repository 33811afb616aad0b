package tidings.gateway.mqtt.wire;

import java.util.ArrayList;
import java.util.List;

/// Reads SUBSCRIBE, §3.8.
final class SubscribeDecoder {
    private SubscribeDecoder() {}

    static Subscribe decode(PacketReader in, PropertyReader properties, Version version)
            throws DecodeException {
        int packetId = in.packetId();
        int subscriptionId = 0;
        List<UserProperty> userProperties = List.of();
        if (version == Version.V5) {
            properties.begin(Property.Place.SUBSCRIBE);
            for (Property p = properties.next(); p != null; p = properties.next()) {
                switch (p) {
                    case SUBSCRIPTION_IDENTIFIER -> subscriptionId = (int) properties.number();
                    case USER_PROPERTY -> properties.keepUserProperty();
                    default -> throw new IllegalStateException(p + " passed as SUBSCRIBE's");
                }
            }
            userProperties = properties.userProperties();
        }
        if (in.remaining() == 0) {
            throw DecodeException.protocolError("SUBSCRIBE has no topic filter");
        }
        List<Subscribe.Filter> filters = new ArrayList<>();
        while (in.remaining() > 0) {
            filters.add(readFilter(in, version));
        }
        return new Subscribe(packetId, subscriptionId, filters, userProperties);
    }

    private static Subscribe.Filter readFilter(PacketReader in, Version version)
            throws DecodeException {
        String text = in.string("a topic filter");
        TopicSyntax.checkFilter(text, version);
        SubscriptionOptions options = SubscriptionOptions
                .read(in.octet("the subscription options"), version);
        if (options.noLocal() && TopicSyntax.isShared(text)) {
            throw DecodeException.protocolError("no local does not go with a shared subscription");
        }
        return new Subscribe.Filter(text, options);
    }
}
