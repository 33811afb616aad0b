package tidings.gateway.mqtt.wire;

/// PINGREQ, §3.12.
public record Pingreq() implements FromClient {}
