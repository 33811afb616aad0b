package tidings.gateway.mqtt.wire;

/// What a client sent can't stand (§4.8 of 3.1.1, §4.13 of 5.0): the connection ends. Has no stack
/// trace: it is an answer, not a bug. The message is a sentence about the value, fit for a reason
/// string.
///
/// How to say it: before CONNECT has been accepted with a CONNACK, after it with a DISCONNECT
/// (5.0 only); [PacketDecoder#version] says in which version, and null means that nothing can be
/// said. [PacketEncoder] writes nothing where the version has no way to say it: a CONNECT of 3.1.1
/// gets return code 1 for [ReasonCode#UNSUPPORTED_PROTOCOL_VERSION], 2 for
/// [ReasonCode#CLIENT_IDENTIFIER_NOT_VALID], and no word for the rest.
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;

    public DecodeException(ReasonCode reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static DecodeException malformed(String message) {
        return new DecodeException(ReasonCode.MALFORMED_PACKET, message);
    }

    static DecodeException protocolError(String message) {
        return new DecodeException(ReasonCode.PROTOCOL_ERROR, message);
    }

    public ReasonCode reason() {
        return reason;
    }
}
