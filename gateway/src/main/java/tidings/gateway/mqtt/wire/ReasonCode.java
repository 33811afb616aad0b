package tidings.gateway.mqtt.wire;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Every reason code of MQTT 5.0 (§2.4). Numbers from 0x80 on are failures.
public enum ReasonCode {
    /// Also "normal disconnection" in DISCONNECT and "granted QoS 0" in SUBACK.
    SUCCESS(0x00), GRANTED_QOS_1(0x01), GRANTED_QOS_2(0x02), DISCONNECT_WITH_WILL_MESSAGE(
            0x04), NO_MATCHING_SUBSCRIBERS(0x10), NO_SUBSCRIPTION_EXISTED(
                    0x11), CONTINUE_AUTHENTICATION(0x18), REAUTHENTICATE(0x19), UNSPECIFIED_ERROR(
                            0x80), MALFORMED_PACKET(0x81), PROTOCOL_ERROR(
                                    0x82), IMPLEMENTATION_SPECIFIC_ERROR(
                                            0x83), UNSUPPORTED_PROTOCOL_VERSION(
                                                    0x84), CLIENT_IDENTIFIER_NOT_VALID(
                                                            0x85), BAD_USER_NAME_OR_PASSWORD(
                                                                    0x86), NOT_AUTHORIZED(
                                                                            0x87), SERVER_UNAVAILABLE(
                                                                                    0x88), SERVER_BUSY(
                                                                                            0x89), BANNED(
                                                                                                    0x8a), SERVER_SHUTTING_DOWN(
                                                                                                            0x8b), BAD_AUTHENTICATION_METHOD(
                                                                                                                    0x8c), KEEP_ALIVE_TIMEOUT(
                                                                                                                            0x8d), SESSION_TAKEN_OVER(
                                                                                                                                    0x8e), TOPIC_FILTER_INVALID(
                                                                                                                                            0x8f), TOPIC_NAME_INVALID(
                                                                                                                                                    0x90), PACKET_IDENTIFIER_IN_USE(
                                                                                                                                                            0x91), PACKET_IDENTIFIER_NOT_FOUND(
                                                                                                                                                                    0x92), RECEIVE_MAXIMUM_EXCEEDED(
                                                                                                                                                                            0x93), TOPIC_ALIAS_INVALID(
                                                                                                                                                                                    0x94), PACKET_TOO_LARGE(
                                                                                                                                                                                            0x95), MESSAGE_RATE_TOO_HIGH(
                                                                                                                                                                                                    0x96), QUOTA_EXCEEDED(
                                                                                                                                                                                                            0x97), ADMINISTRATIVE_ACTION(
                                                                                                                                                                                                                    0x98), PAYLOAD_FORMAT_INVALID(
                                                                                                                                                                                                                            0x99), RETAIN_NOT_SUPPORTED(
                                                                                                                                                                                                                                    0x9a), QOS_NOT_SUPPORTED(
                                                                                                                                                                                                                                            0x9b), USE_ANOTHER_SERVER(
                                                                                                                                                                                                                                                    0x9c), SERVER_MOVED(
                                                                                                                                                                                                                                                            0x9d), SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(
                                                                                                                                                                                                                                                                    0x9e), CONNECTION_RATE_EXCEEDED(
                                                                                                                                                                                                                                                                            0x9f), MAXIMUM_CONNECT_TIME(
                                                                                                                                                                                                                                                                                    0xa0), SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(
                                                                                                                                                                                                                                                                                            0xa1), WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(
                                                                                                                                                                                                                                                                                                    0xa2);

    private static final int FAILURE = 0x80;
    private static final @Nullable ReasonCode[] BY_NUMBER = byNumber();

    private final int number;

    ReasonCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public boolean isFailure() {
        return number >= FAILURE;
    }

    /// What a SUBACK says of a filter that is granted this QoS.
    public static ReasonCode granted(int qos) {
        return switch (qos) {
            case 0 -> SUCCESS;
            case 1 -> GRANTED_QOS_1;
            case 2 -> GRANTED_QOS_2;
            default -> throw new IllegalArgumentException("no QoS is " + qos);
        };
    }

    /// The return code that says this in a CONNACK of MQTT 3.1.1 (§3.2.2.3 there). Empty if none
    /// does: then the connection is closed without a CONNACK.
    public OptionalInt connectReturnCode() {
        return switch (this) {
            case SUCCESS -> OptionalInt.of(0);
            case UNSUPPORTED_PROTOCOL_VERSION -> OptionalInt.of(1);
            case CLIENT_IDENTIFIER_NOT_VALID -> OptionalInt.of(2);
            case SERVER_UNAVAILABLE, SERVER_BUSY, SERVER_SHUTTING_DOWN, QUOTA_EXCEEDED,
                    CONNECTION_RATE_EXCEEDED, USE_ANOTHER_SERVER, SERVER_MOVED ->
                OptionalInt.of(3);
            case BAD_USER_NAME_OR_PASSWORD -> OptionalInt.of(4);
            case NOT_AUTHORIZED, BANNED, BAD_AUTHENTICATION_METHOD -> OptionalInt.of(5);
            case GRANTED_QOS_1, GRANTED_QOS_2, DISCONNECT_WITH_WILL_MESSAGE,
                    NO_MATCHING_SUBSCRIBERS, NO_SUBSCRIPTION_EXISTED, CONTINUE_AUTHENTICATION,
                    REAUTHENTICATE, UNSPECIFIED_ERROR, MALFORMED_PACKET, PROTOCOL_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR, KEEP_ALIVE_TIMEOUT, SESSION_TAKEN_OVER,
                    TOPIC_FILTER_INVALID, TOPIC_NAME_INVALID, PACKET_IDENTIFIER_IN_USE,
                    PACKET_IDENTIFIER_NOT_FOUND, RECEIVE_MAXIMUM_EXCEEDED, TOPIC_ALIAS_INVALID,
                    PACKET_TOO_LARGE, MESSAGE_RATE_TOO_HIGH, ADMINISTRATIVE_ACTION,
                    PAYLOAD_FORMAT_INVALID, RETAIN_NOT_SUPPORTED, QOS_NOT_SUPPORTED,
                    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, MAXIMUM_CONNECT_TIME,
                    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED ->
                OptionalInt.empty();
        };
    }

    /// What a CONNACK of MQTT 5.0 says instead of those failures that only a DISCONNECT may (§3.2.2.2,
    /// §3.14.2.1).
    public ReasonCode inConnack() {
        return switch (this) {
            case SERVER_SHUTTING_DOWN -> SERVER_UNAVAILABLE;
            case SESSION_TAKEN_OVER, KEEP_ALIVE_TIMEOUT, ADMINISTRATIVE_ACTION -> UNSPECIFIED_ERROR;
            default -> this;
        };
    }

    /// @return null if the number is reserved
    static @Nullable ReasonCode of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    private static @Nullable ReasonCode[] byNumber() {
        @Nullable
        ReasonCode[] codes = new @Nullable ReasonCode[0xa3];
        for (ReasonCode code : values()) {
            codes[code.number] = code;
        }
        return codes;
    }
}
