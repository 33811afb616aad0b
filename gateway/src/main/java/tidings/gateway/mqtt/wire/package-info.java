/// MQTT 3.1.1 and 5.0 as bytes: what clients send is read, what a server sends is written. Pure:
/// nothing here knows connections or sessions. Section numbers in docs are those of the OASIS
/// specifications; where one is not named they have the same.
///
/// ```
///  bytes ──► PacketDecoder ──► FromClient: Connect, Publish, Puback, … one record per packet
///            │                             (Publish is a view, valid until the next call)
///            │ 1 FixedHeader       type, flags, remaining length: judged at once,
///            │                     too large is refused before it is waited for
///            │ 2 wait              until the packet is whole
///            │ 3 ConnectDecoder …  one per packet, over PacketReader (never past the end)
///            │                     and PropertyReader (the table is Property)
///            └─ DecodeException    what was wrong, and the ReasonCode to answer with
///
///  FromServer: Connack, Suback, … ──► PacketEncoder  ──► bytes for one client
///  a message to many, QoS 0       ──► PublishFrame   ──► bytes shared by all of them
///  a message to many, else        ──► PublishTemplate + Delivery ──► bytes per subscriber
/// ```
///
/// A packet's own rules are judged here; what needs a session's state (identifiers in use, topic
/// aliases, receive maximum, rights, the payload's format) is not.
@NullMarked
package tidings.gateway.mqtt.wire;

import org.jspecify.annotations.NullMarked;
