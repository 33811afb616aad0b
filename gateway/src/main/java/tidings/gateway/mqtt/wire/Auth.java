package tidings.gateway.mqtt.wire;

/// AUTH, MQTT 5.0 §3.15: a further step of an enhanced authentication.
public record Auth(ReasonCode reason, Authentication authentication, Diagnostics diagnostics)
        implements
            FromClient,
            FromServer {}
