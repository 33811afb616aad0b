package tidings.gateway.mqtt.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the properties of one place one after another, and refuses what may not stand there, not
/// so often, or not with this value (MQTT 5.0 §2.2.2).
final class PropertyReader {
    private final PacketReader in;
    private Property.Place place = Property.Place.CONNECT;
    private int blockEnd;
    private int packetEnd;
    /// A bit per identifier.
    private long seen;
    private long number;
    private int propertyFrom;
    private int nameFrom;
    private int nameLength;
    private @Nullable List<UserProperty> userProperties;

    PropertyReader(PacketReader in) {
        this.in = in;
    }

    /// Begins with the length of the block.
    void begin(Property.Place where) throws DecodeException {
        int length = in.variable("the property length");
        if (length > in.remaining()) {
            throw DecodeException.malformed(
                    "properties of %d bytes do not fit into the packet".formatted(length));
        }
        begin(where, in.at() + length);
    }

    /// Begins a block that ends here.
    void begin(Property.Place where, int end) {
        place = where;
        blockEnd = end;
        packetEnd = in.end();
        seen = 0;
        userProperties = null;
    }

    /// Reads one property.
    ///
    /// @return null after the last one
    @Nullable
    Property next() throws DecodeException {
        if (in.at() == blockEnd) {
            return null;
        }
        in.end(blockEnd);
        propertyFrom = in.at();
        Property property = identifier();
        readValue(property);
        judge(property);
        in.end(packetEnd);
        return property;
    }

    /// For a place of which nothing else is kept: reads to the end.
    Diagnostics diagnostics() throws DecodeException {
        String reasonString = null;
        for (Property property = next(); property != null; property = next()) {
            switch (property) {
                case REASON_STRING -> reasonString = in.lastString();
                case USER_PROPERTY -> keepUserProperty();
                default -> {
                }
            }
        }
        return diagnostics(reasonString);
    }

    Diagnostics diagnostics(@Nullable String reasonString) {
        return reasonString == null && userProperties == null
                ? Diagnostics.NONE
                : new Diagnostics(reasonString, userProperties());
    }

    void keepUserProperty() {
        if (userProperties == null) {
            userProperties = new ArrayList<>();
        }
        String name = in.buffer().toString(nameFrom, nameLength,
                StandardCharsets.UTF_8);
        userProperties.add(new UserProperty(name, in.lastString()));
    }

    List<UserProperty> userProperties() {
        return userProperties == null ? List.of() : List.copyOf(userProperties);
    }

    /// Where the last property begins, its identifier included.
    int propertyFrom() {
        return propertyFrom;
    }

    /// The value of the last property, if it is a number.
    long number() {
        return number;
    }

    boolean flag() {
        return number == 1;
    }

    private Property identifier() throws DecodeException {
        int id = in.variable("a property identifier");
        Property property = Property.of(id);
        if (property == null) {
            throw DecodeException.malformed("there is no property 0x%02x".formatted(id));
        }
        if (!property.mayStandIn(place)) {
            throw DecodeException.malformed(
                    "%s may not have %s".formatted(place, property.title));
        }
        return property;
    }

    private void readValue(Property property) throws DecodeException {
        switch (property.type) {
            case BYTE -> number = in.octet(property.title);
            case TWO_BYTES -> number = in.twoBytes(property.title);
            case FOUR_BYTES -> number = in.fourBytes(property.title);
            case VARIABLE -> number = in.variable(property.title);
            case TEXT -> {
                if (property == Property.RESPONSE_TOPIC) {
                    in.skipTopic(property.title);
                } else {
                    in.skipString(property.title);
                }
            }
            case BINARY -> in.skipBinary(property.title);
            case TEXT_PAIR -> {
                in.skipString("the name of a user property");
                nameFrom = in.valueFrom();
                nameLength = in.valueLength();
                in.skipString("the value of a user property");
            }
        }
    }

    /// What can be read and may not be said (§4.13): whatever can't be read is malformed before that.
    private void judge(Property property) throws DecodeException {
        if (property == Property.SUBSCRIPTION_IDENTIFIER && place == Property.Place.PUBLISH) {
            throw DecodeException.protocolError(
                    "a client's PUBLISH may not have a subscription identifier");
        }
        if (property == Property.SERVER_REFERENCE) {
            throw DecodeException.protocolError("a client may not send a server reference");
        }
        if ((seen & 1L << property.id) != 0 && !property.repeatable()) {
            throw DecodeException.protocolError(property.title + " stands twice");
        }
        seen |= 1L << property.id;
        switch (property.type) {
            case BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE -> judgeNumber(property);
            case TEXT, BINARY, TEXT_PAIR -> {
            }
        }
    }

    /// Ranges; an alias of 0 has a reason code of its own (§3.3.4).
    private void judgeNumber(Property property) throws DecodeException {
        if (number == 0 && !property.mayBeZero()) {
            throw new DecodeException(property == Property.TOPIC_ALIAS
                    ? ReasonCode.TOPIC_ALIAS_INVALID
                    : ReasonCode.PROTOCOL_ERROR, property.title + " may not be 0");
        }
        if (number > 1 && property.type == Property.Type.BYTE) {
            throw DecodeException.protocolError(
                    "%s is %d, and may be 0 or 1".formatted(property.title, number));
        }
    }
}
