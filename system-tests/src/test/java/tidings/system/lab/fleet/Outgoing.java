package tidings.system.lab.fleet;

/// What a device published and is not done with. Guarded by its device.
final class Outgoing {
    final int id;
    final int qos;
    final boolean retain;
    final String payload;
    final long number;
    final String topic;
    /// The server has it (PUBREC), and is told to let go of it.
    boolean released;
    boolean sentBefore;

    Outgoing(int id, String topic, int qos, boolean retain, long number, String payload) {
        this.id = id;
        this.topic = topic;
        this.qos = qos;
        this.retain = retain;
        this.number = number;
        this.payload = payload;
    }

    byte[] packet(Wire wire) {
        if (released) {
            return wire.ack(Wire.PUBREL, id);
        }
        boolean duplicate = sentBefore;
        sentBefore = true;
        return wire.publish(topic, qos, duplicate, retain, id, payload);
    }
}
