package tidings.gateway.centrifuge.wire;

import static tidings.gateway.payload.JsonOut.ascii;

/// The names and the punctuation of the JSON encoding, as bytes.
final class JsonNames {
    static final byte[] ID = ascii("\"id\":");
    static final byte[] ERROR = ascii(",\"error\":{\"code\":");
    static final byte[] MESSAGE = ascii("\"message\":");
    static final byte[] TEMPORARY = ascii("\"temporary\":");
    static final byte[] PUSH = ascii("{\"push\":{");
    static final byte[] CHANNEL = ascii("\"channel\":");
    static final byte[] PUB = ascii(",\"pub\":{");
    static final byte[] JOIN = ascii(",\"join\":{");
    static final byte[] LEAVE = ascii(",\"leave\":{");
    static final byte[] INFO = ascii("\"info\":");
    static final byte[] USER = ascii("{\"user\":");
    static final byte[] CLIENT = ascii("\"client\":");
    static final byte[] CONN_INFO = ascii("\"conn_info\":");
    static final byte[] DATA = ascii("\"data\":");
    static final byte[] OFFSET = ascii("\"offset\":");
    static final byte[] EPOCH = ascii("\"epoch\":");
    static final byte[] TAGS = ascii("\"tags\":");
    static final byte[] EXPIRES = ascii("\"expires\":");
    static final byte[] TTL = ascii("\"ttl\":");
    static final byte[] VERSION = ascii("\"version\":");
    static final byte[] SUBS = ascii("\"subs\":");
    static final byte[] PING = ascii("\"ping\":");
    static final byte[] PONG = ascii("\"pong\":");
    static final byte[] SESSION = ascii("\"session\":");
    static final byte[] NODE = ascii("\"node\":");
    static final byte[] TIME = ascii("\"time\":");
    static final byte[] RECOVERABLE = ascii("\"recoverable\":");
    static final byte[] PUBLICATIONS = ascii("\"publications\":");
    static final byte[] RECOVERED = ascii("\"recovered\":");
    static final byte[] POSITIONED = ascii("\"positioned\":");
    static final byte[] WAS_RECOVERING = ascii("\"was_recovering\":");
    static final byte[] DELTA = ascii("\"delta\":");
    static final byte[] REASON = ascii("\"reason\":");
    static final byte[] TRUE = ascii("true");
    static final byte[] OPEN = ascii("{");
    static final byte[] COMMA_OPEN = ascii(",{");

    private JsonNames() {}
}
