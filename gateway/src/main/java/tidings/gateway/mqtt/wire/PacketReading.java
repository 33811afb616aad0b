package tidings.gateway.mqtt.wire;

import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What packets are read with, one at a time: a loop has one for all its connections. Nothing in it
/// is of use once its packet was handled.
@OwnedBy(Owner.LOOP)
public final class PacketReading {
    final PacketReader packet = new PacketReader();
    final PropertyReader properties = new PropertyReader(packet);
    final PublishDecoder publishes = new PublishDecoder();
}
