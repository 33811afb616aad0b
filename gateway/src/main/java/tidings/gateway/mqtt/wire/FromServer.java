package tidings.gateway.mqtt.wire;

/// What [PacketEncoder] writes: all that a server may send but PUBLISH, which has encoders of its
/// own ([PublishFrame], [PublishTemplate]).
public sealed interface FromServer extends Packet
        permits Connack, Puback, Pubrec, Pubrel, Pubcomp, Suback, Unsuback, Pingresp, Disconnect,
        Auth {}
