package tidings.cli.bench.wire;

import tidings.cli.bench.system.NativeBuffer;

/// MQTT over TCP: what the dialect says, with nothing around it.
public record MqttProtocol(MqttDialect dialect) implements Protocol {
    @Override
    public byte[] opening(Errand errand) {
        return new byte[0];
    }

    @Override
    public int readOpening(NativeBuffer in, int from, int to) {
        throw new IllegalStateException("nothing was asked");
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        return dialect.greeting(errand, client);
    }

    @Override
    public int read(NativeBuffer in, int from, int to, Incoming incoming) {
        return dialect.onMessage(in, from, to, incoming);
    }

    @Override
    public byte[] pong() {
        return new byte[0];
    }

    @Override
    public Publish publish(String channel, int publisher) {
        return dialect.publish(channel, publisher);
    }

    @Override
    public int write(Publish publish, NativeBuffer out, int at) {
        byte[] message = publish.message();
        out.write(at, message, 0, message.length);
        return message.length;
    }

    @Override
    public int bytesOf(Publish publish) {
        return publish.message().length;
    }

    @Override
    public int writeOwed(int packet, NativeBuffer out, int at) {
        out.setInt(at, packet);
        return Integer.BYTES;
    }
}
