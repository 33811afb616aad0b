package tidings.cli.mqtt;

import tidings.cli.mqtt.MqttException.Why;

/// Reason codes of failures (MQTT 5.0 §2.4).
public final class Reason {
    public static final int FAILURE = 0x80;

    private Reason() {}

    /// @param what     was asked, or what happened
    /// @param sentence the server's own; empty for none
    static MqttException refused(String what, int code, String sentence) {
        return new MqttException(why(code), "%s (%s)%s".formatted(what, text(code),
                sentence.isEmpty() ? "" : ": " + sentence));
    }

    public static String text(int code) {
        return "0x%02x %s".formatted(code, name(code));
    }

    private static Why why(int code) {
        return switch (code) {
            case 0x80, 0x81, 0x82 -> Why.FAILED;
            case 0x86, 0x87, 0x8c -> Why.NOT_ALLOWED;
            case 0x88, 0x89, 0x8b, 0x8d, 0x96, 0x97, 0x9c, 0x9f, 0xa0 -> Why.FOR_NOW;
            default -> Why.REFUSED;
        };
    }

    private static String name(int code) {
        return switch (code) {
            case 0x80 -> "unspecified error";
            case 0x81 -> "malformed packet";
            case 0x82 -> "protocol error";
            case 0x83 -> "implementation specific error";
            case 0x01, 0x84 -> "unsupported protocol version";
            case 0x85 -> "client identifier not valid";
            case 0x86 -> "bad user name or password";
            case 0x87 -> "not authorized";
            case 0x88 -> "server unavailable";
            case 0x89 -> "server busy";
            case 0x8a -> "banned";
            case 0x8b -> "server shutting down";
            case 0x8c -> "bad authentication method";
            case 0x8d -> "keep alive timeout";
            case 0x8e -> "session taken over";
            case 0x8f -> "topic filter invalid";
            case 0x90 -> "topic name invalid";
            case 0x95 -> "packet too large";
            case 0x96 -> "message rate too high";
            case 0x97 -> "quota exceeded";
            case 0x98 -> "administrative action";
            case 0x99 -> "payload format invalid";
            case 0x9a -> "retain not supported";
            case 0x9b -> "QoS not supported";
            case 0x9c -> "use another server";
            case 0x9d -> "server moved";
            case 0x9e -> "shared subscriptions not supported";
            case 0x9f -> "connection rate exceeded";
            case 0xa0 -> "maximum connect time";
            case 0xa2 -> "wildcard subscriptions not supported";
            default -> "a reason of no name here";
        };
    }
}
