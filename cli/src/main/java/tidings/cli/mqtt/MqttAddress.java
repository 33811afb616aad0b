package tidings.cli.mqtt;

/// Where MQTT is spoken.
public record MqttAddress(boolean tls, String host, int port) {
    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;
    private static final int PORT_MAX = 65_535;
    private static final String PLAIN = "mqtt://";
    private static final String TLS = "mqtts://";

    /// @param text `HOST:PORT`, `mqtt://HOST:PORT` or `mqtts://HOST:PORT`; without a port the usual
    ///             one
    /// @throws IllegalArgumentException saying how it is written
    public static MqttAddress parse(String text) {
        boolean tls = text.startsWith(TLS);
        String rest = tls
                ? text.substring(TLS.length())
                : text.startsWith(PLAIN) ? text.substring(PLAIN.length()) : text;
        int colon = rest.lastIndexOf(':');
        boolean withPort = colon > rest.lastIndexOf(']');
        String host = withPort ? rest.substring(0, colon) : rest;
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        host = bracketed ? host.substring(1, host.length() - 1) : host;
        int port = withPort ? port(rest.substring(colon + 1)) : tls ? MQTTS_PORT : MQTT_PORT;
        boolean legal = !host.isEmpty() && port > 0 && host.indexOf('/') < 0
                && (bracketed || host.indexOf(':') < 0);
        if (!legal) {
            throw new IllegalArgumentException("'" + text + "' is no MQTT server's address: write"
                    + " localhost:1883, [::1]:1883, or mqtts://example.com:8883");
        }
        return new MqttAddress(tls, host, port);
    }

    /// Not positive if it is none.
    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= PORT_MAX ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public String toString() {
        return (tls ? TLS : "") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
