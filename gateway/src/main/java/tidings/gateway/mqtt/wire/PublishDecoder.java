package tidings.gateway.mqtt.wire;

/// Reads PUBLISH, §3.3, into the one view there is.
final class PublishDecoder {
    private final Publish publish = new Publish();

    Publish decode(PacketReader in, PropertyReader properties, int firstByte, Version version)
            throws DecodeException {
        publish.begin(in, firstByte);
        in.skipString("the topic");
        in.checkNoWildcard("the topic");
        publish.setTopic(in.valueFrom(), in.valueLength());
        if (publish.qos() > 0) {
            publish.setPacketId(in.packetId());
        }
        if (version == Version.V5) {
            readProperties(in, properties);
        }
        if (publish.topicLength() == 0 && publish.topicAlias() == 0) {
            throw DecodeException.protocolError("the topic is empty");
        }
        publish.setPayload(in.at(), in.remaining());
        in.skipRest();
        return publish;
    }

    private void readProperties(PacketReader in, PropertyReader properties)
            throws DecodeException {
        properties.begin(Property.Place.PUBLISH);
        int from = in.at();
        for (Property p = properties.next(); p != null; p = properties.next()) {
            switch (p) {
                case PAYLOAD_FORMAT_INDICATOR -> publish.setSaysUtf8(properties.flag());
                case MESSAGE_EXPIRY_INTERVAL ->
                    publish.setExpiry(properties.propertyFrom(), properties.number());
                case CONTENT_TYPE -> publish.setContentType(in.valueFrom(), in.valueLength());
                case TOPIC_ALIAS ->
                    publish.setAlias(properties.propertyFrom(), (int) properties.number());
                default -> {
                }
            }
        }
        publish.setProperties(from, in.at());
    }
}
