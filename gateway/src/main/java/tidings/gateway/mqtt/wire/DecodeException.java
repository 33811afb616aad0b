package tidings.gateway.mqtt.wire;

/// What a client sent can't stand (§4.8 of 3.1.1, §4.13 of 5.0): the connection ends. Has no stack
/// trace: it is an answer, not a bug. Its sentence is fit for a reason string.
///
/// How to say it: before CONNECT has been accepted with a CONNACK, after it with a DISCONNECT
/// (5.0 only); [PacketDecoder#version] says in which version, and null means that nothing can be
/// said. [PacketEncoder] writes nothing where the version has no way to say it: a CONNECT of 3.1.1
/// gets return code 1 for [ReasonCode#UNSUPPORTED_PROTOCOL_VERSION], 2 for
/// [ReasonCode#CLIENT_IDENTIFIER_NOT_VALID], and no word for the rest.
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1;

    private final ReasonCode reason;
    private final String sentence;

    public DecodeException(ReasonCode reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.sentence = sentence;
    }

    static DecodeException malformed(String sentence) {
        return new DecodeException(ReasonCode.MALFORMED_PACKET, sentence);
    }

    static DecodeException protocolError(String sentence) {
        return new DecodeException(ReasonCode.PROTOCOL_ERROR, sentence);
    }

    public ReasonCode reason() {
        return reason;
    }

    /// What was wrong, with the value where it is short.
    public String sentence() {
        return sentence;
    }
}
