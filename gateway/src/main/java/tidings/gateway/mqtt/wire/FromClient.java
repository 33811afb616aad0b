package tidings.gateway.mqtt.wire;

/// What a client may send, and [PacketDecoder] gives.
public sealed interface FromClient extends Packet
        permits Connect, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe, Unsubscribe, Pingreq,
        Disconnect, Auth {}
