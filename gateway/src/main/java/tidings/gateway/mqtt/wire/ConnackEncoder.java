package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Writes CONNACK, §3.2. What is the standard's own value is left out.
final class ConnackEncoder {
    private ConnackEncoder() {}

    static void write(ByteBuf out, Connack connack, Diagnostics diagnostics, Version version) {
        out.writeByte(FixedHeader.firstByte(FixedHeader.CONNACK));
        int packet = PacketOut.begin(out);
        out.writeByte(connack.sessionPresent() ? 1 : 0);
        if (version == Version.V3_1_1) {
            out.writeByte(connack.reason().connectReturnCode().orElseThrow());
        } else {
            out.writeByte(connack.reason().number());
            int properties = PacketOut.begin(out);
            writeTerms(out, connack.terms());
            writeLimits(out, connack.limits());
            PacketOut.authentication(out, connack.authentication());
            PacketOut.property(out, Property.SERVER_REFERENCE, connack.serverReference());
            PacketOut.diagnostics(out, diagnostics);
            PacketOut.end(out, properties);
        }
        PacketOut.end(out, packet);
    }

    private static void writeTerms(ByteBuf out, SessionTerms terms) {
        if (terms.sessionExpirySeconds() >= 0) {
            PacketOut.fourBytes(out, Property.SESSION_EXPIRY_INTERVAL,
                    terms.sessionExpirySeconds());
        }
        PacketOut.property(out, Property.ASSIGNED_CLIENT_IDENTIFIER, terms.assignedClientId());
        if (terms.serverKeepAliveSeconds() >= 0) {
            PacketOut.twoBytes(out, Property.SERVER_KEEP_ALIVE, terms.serverKeepAliveSeconds());
        }
        PacketOut.property(out, Property.RESPONSE_INFORMATION, terms.responseInformation());
    }

    private static void writeLimits(ByteBuf out, ServerLimits limits) {
        if (limits.receiveMaximum() != ConnectProperties.RECEIVE_MAXIMUM) {
            PacketOut.twoBytes(out, Property.RECEIVE_MAXIMUM, limits.receiveMaximum());
        }
        if (limits.maximumQos() < 2) {
            PacketOut.octet(out, Property.MAXIMUM_QOS, limits.maximumQos());
        }
        if (limits.packetBytesMax() != ConnectProperties.UNLIMITED) {
            PacketOut.fourBytes(out, Property.MAXIMUM_PACKET_SIZE, limits.packetBytesMax());
        }
        if (limits.topicAliasMaximum() != 0) {
            PacketOut.twoBytes(out, Property.TOPIC_ALIAS_MAXIMUM, limits.topicAliasMaximum());
        }
        unlessAvailable(out, Property.RETAIN_AVAILABLE, limits.retainAvailable());
        unlessAvailable(out, Property.WILDCARD_SUBSCRIPTION_AVAILABLE,
                limits.wildcardSubscriptionAvailable());
        unlessAvailable(out, Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
                limits.subscriptionIdentifierAvailable());
        unlessAvailable(out, Property.SHARED_SUBSCRIPTION_AVAILABLE,
                limits.sharedSubscriptionAvailable());
    }

    private static void unlessAvailable(ByteBuf out, Property property, boolean available) {
        if (!available) {
            PacketOut.octet(out, property, 0);
        }
    }
}
