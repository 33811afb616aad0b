package tidings.gateway.mqtt.wire;

/// PINGRESP, §3.13.
public record Pingresp() implements FromServer {}
