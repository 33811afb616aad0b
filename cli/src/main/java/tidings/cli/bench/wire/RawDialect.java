package tidings.cli.bench.wire;

import tidings.cli.bench.system.NativeBuffer;

/// No protocol at all: the path is the room, `?pub=1` only publishes, and each message goes to
/// everyone in the room as it is.
public record RawDialect(Stamp stamp) implements Dialect {
    @Override
    public String path(Errand errand) {
        return "/" + errand.channel() + (errand.subscribes() ? "" : "?pub=1");
    }

    @Override
    public String subprotocol() {
        return "";
    }

    @Override
    public boolean isText() {
        return true;
    }

    @Override
    public byte[] greeting(Errand errand, int client) {
        return new byte[0];
    }

    @Override
    public int onMessage(NativeBuffer in, int from, int to, Incoming incoming) {
        int mark = Stamp.markOf(from);
        if (stamp.isAt(in, mark, to) && stamp.endOf(mark) == to) {
            stamp.deliver(in, mark, incoming);
        } else {
            incoming.onForeign(in.text(from, to));
        }
        return to;
    }

    @Override
    public byte[] pong() {
        return new byte[0];
    }

    @Override
    public Publish publish(String channel, int publisher) {
        return new Publish(stamp.payload(publisher), 0, Publish.Id.NONE, 0);
    }
}
