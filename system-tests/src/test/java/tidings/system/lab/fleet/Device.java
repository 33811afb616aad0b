package tidings.system.lab.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One device: it publishes in its own topics and is subscribed to others'. What it must remember
/// between connections it does: packet identifiers both ways, and how far each is. It leaves now
/// and then, with and without a word.
final class Device {
    private static final int WINDOW = 12;
    /// Few, so that each is used again soon.
    private static final int IDS = 40;
    private static final long AGAIN_NS = 20_000_000;
    private static final long TALK_NS = 5_000_000;
    private static final long LAZY_NS = 100_000_000;
    private static final int LAZY_ACKS = 6;
    private static final int SUBSCRIBE_ID = 65_000;
    private static final int STATES_EVERY = 8;
    private static final int CLEARED_EVERY = 7;
    private static final List<Life.Goodbye> GOODBYES = List.of(Life.Goodbye.values());

    /// @param filters with their QoS
    /// @param group that they are shared in; null if they are its own
    /// @param lazy acknowledges late, and several at once
    record Kind(int version, Map<String, Integer> filters, @Nullable String group, boolean lazy,
            int receiveMax) {
        Kind(int version, Map<String, Integer> filters, boolean lazy, int receiveMax) {
            this(version, filters, null, lazy, receiveMax);
        }
    }

    private final Fleet fleet;
    private final String name;
    private final Kind kind;
    private final SplittableRandom random;
    private final Inbox inbox;

    // For ever.
    private final Map<Integer, Outgoing> outgoing = new LinkedHashMap<>();
    /// Of QoS 2, had and not released: packet identifier to text.
    private final Map<Integer, String> held = new HashMap<>();
    private final List<Life> lives = new ArrayList<>();
    private boolean subscribed;
    private int lastId;
    private int connections;

    // For a connection.
    private @Nullable Line line;
    private final List<byte[]> lateAcks = new ArrayList<>();
    private final Set<Integer> unacknowledged = new HashSet<>();
    private long flushedNs;
    private Life.Goodbye goodbye = Life.Goodbye.NONE;

    Device(Fleet fleet, int number, Kind kind) {
        this.fleet = fleet;
        this.name = "device-" + number;
        this.kind = kind;
        this.random = new SplittableRandom(fleet.scene().run().hashCode() * 31L + number);
        this.inbox = kind.group() == null
                ? new OwnInbox(fleet, name + " (" + kind.version() + ")")
                : fleet.inboxOf(kind.group());
    }

    String name() {
        return name;
    }

    String willTopic() {
        return fleet.topic("will/" + name);
    }

    String stateTopic() {
        return fleet.topic("state/" + name);
    }

    synchronized boolean subscribed() {
        return subscribed;
    }

    synchronized boolean done() {
        return outgoing.isEmpty();
    }

    synchronized List<Life> lives() {
        return List.copyOf(lives);
    }

    synchronized long highest(String topic) {
        return inbox.highest(topic);
    }

    // ---- connecting ----

    /// Until the run is over.
    void run() {
        while (!fleet.over()) {
            long awayNs = AGAIN_NS;
            try (Line opened = new Line(fleet.scene().server().mqttPort(),
                    new Wire(kind.version()), fleet.scene().history())) {
                converse(opened);
            } catch (IOException e) {
                // It comes back.
            }
            synchronized (this) {
                line = null;
                awayNs = goodbye == Life.Goodbye.NONE ? awayNs : random.nextLong(500_000_000);
            }
            LockSupport.parkNanos(awayNs);
        }
    }

    private void converse(Line opened) throws IOException {
        int number = ++connections;
        opened.send(opened.wire().connect(fleet.scene().run() + "-" + name, false, 3_600,
                kind.receiveMax(), willTopic(), name + " " + number));
        if (!(opened.read() instanceof Packet.Connack(boolean present, int code))) {
            throw new IOException("no CONNACK");
        }
        if (code != 0) {
            fleet.violation("%s was refused with %d".formatted(name, code));
            throw new IOException("refused");
        }
        long beganNs = System.nanoTime();
        try {
            onConnected(opened, present);
            while (!fleet.over()) {
                Packet packet = opened.read();
                synchronized (this) {
                    on(opened, packet);
                    leaveNowAndThen(opened);
                }
            }
        } finally {
            synchronized (this) {
                lives.add(new Life(number, beganNs, System.nanoTime(), goodbye));
            }
        }
    }

    private synchronized void onConnected(Line opened, boolean present) throws IOException {
        if (!present && subscribed) {
            fleet.violation(name + "'s session is gone");
        }
        line = opened;
        goodbye = Life.Goodbye.NONE;
        lateAcks.clear();
        unacknowledged.clear();
        if (!subscribed) {
            Map<String, Integer> filters = new LinkedHashMap<>();
            kind.filters().forEach((filter, qos) -> filters.put(
                    (kind.group() == null ? "" : "$share/" + kind.group() + "/")
                            + fleet.topic(filter),
                    qos));
            opened.send(opened.wire().subscribe(SUBSCRIBE_ID, filters));
        }
        for (Outgoing each : outgoing.values()) {
            opened.send(each.packet(opened.wire()));
        }
    }

    private void leaveNowAndThen(Line opened) throws IOException {
        if (!fleet.calm() && random.nextInt(400) == 0) {
            goodbye = GOODBYES.get(random.nextInt(GOODBYES.size()));
            if (goodbye != Life.Goodbye.NONE) {
                opened.send(opened.wire().disconnect());
            }
            if (goodbye == Life.Goodbye.HEARD) {
                opened.awaitEnd();
            }
            throw new IOException("it leaves");
        }
    }

    /// Ends it, whatever it waits for.
    synchronized void close() {
        if (line != null) {
            line.close();
        }
    }

    // ---- what it is sent ----

    private void on(Line opened, Packet packet) throws IOException {
        switch (packet) {
            case Packet.Publish publish -> onPublish(opened, publish);
            case Packet.Ack ack -> onAck(opened, ack);
            case Packet.Suback(boolean granted) -> {
                subscribed = true;
                if (!granted) {
                    fleet.violation(name + " may not subscribe");
                }
            }
            case Packet.Disconnect(int code) -> fleet.violation(
                    "%s was sent away with %d".formatted(name, code));
            case Packet.Connack _ -> fleet.violation(name + " got a second CONNACK");
        }
    }

    private void onPublish(Line opened, Packet.Publish publish) throws IOException {
        if (publish.qos() > 0) {
            unacknowledged.add(publish.id());
            if (kind.version() == 5 && unacknowledged.size() > kind.receiveMax()) {
                fleet.violation("%s has %d unacknowledged".formatted(name,
                        unacknowledged.size()));
            }
        }
        switch (publish.qos()) {
            case 0 -> fleet.violation(name + " got something of QoS 0");
            case 1 -> {
                inbox.on(publish, false);
                acknowledge(opened, Wire.PUBACK, publish.id());
            }
            default -> {
                String before = held.putIfAbsent(publish.id(), publish.text());
                if (before == null) {
                    inbox.on(publish, true);
                } else if (!before.equals(publish.text())) {
                    fleet.violation("%s got %s under %d, which it holds for %s".formatted(name,
                            publish.text(), publish.id(), before));
                } else if (!publish.duplicate()) {
                    fleet.violation("%s got %s again without DUP".formatted(name,
                            publish.text()));
                }
                acknowledge(opened, Wire.PUBREC, publish.id());
            }
        }
    }

    private void onAck(Line opened, Packet.Ack ack) throws IOException {
        if (ack.type() == Wire.PUBREL) {
            held.remove(ack.id());
            acknowledge(opened, Wire.PUBCOMP, ack.id());
            return;
        }
        // A PUBCOMP may say that it was let go of before.
        Outgoing one = outgoing.get(ack.id());
        if (one == null || one.qos != (ack.type() == Wire.PUBACK ? 1 : 2)
                || (ack.type() == Wire.PUBCOMP ? !one.released : ack.code() != 0)) {
            fleet.violation("%s got %s for %s".formatted(name, ack,
                    one == null ? "nothing" : one.topic + " " + one.number));
            return;
        }
        if (ack.type() != Wire.PUBCOMP && !one.released) {
            fleet.onAcknowledged();
        }
        if (ack.type() == Wire.PUBREC) {
            one.released = true;
            opened.send(one.packet(opened.wire()));
        } else {
            outgoing.remove(ack.id());
        }
    }

    private void acknowledge(Line opened, int type, int id) throws IOException {
        lateAcks.add(opened.wire().ack(type, id));
        if (!kind.lazy() || lateAcks.size() >= LAZY_ACKS) {
            flush(opened);
        }
    }

    private void flush(Line opened) throws IOException {
        flushedNs = System.nanoTime();
        for (byte[] ack : lateAcks) {
            opened.send(ack);
            if (ack[0] >> 4 != Wire.PUBREC) {
                unacknowledged.remove((ack[2] & 0xff) << 8 | (ack[3] & 0xff));
            }
        }
        lateAcks.clear();
    }

    // ---- what it says ----

    /// Until the run is over: publishes while that is wanted and its window has room.
    void talk() {
        for (long turn = 0; !fleet.over(); LockSupport.parkNanos(TALK_NS)) {
            synchronized (this) {
                try {
                    if (line != null && System.nanoTime() - flushedNs > LAZY_NS) {
                        flush(line);
                    }
                    if (fleet.publishing() && subscribed && outgoing.size() < WINDOW) {
                        say(turn++);
                    }
                } catch (IOException e) {
                    // The one who reads notices, too.
                }
            }
        }
    }

    private void say(long turn) throws IOException {
        if (turn % STATES_EVERY == 0) {
            publish(stateTopic(), 1, true);
        } else if (turn % 2 == 0) {
            publish(fleet.topic("least/" + name), 1, false);
        } else {
            publish(fleet.topic("once/" + name + "/" + turn % 3), 2, false);
        }
    }

    private void publish(String topic, int qos, boolean retain) throws IOException {
        Fleet.Stream stream = fleet.stream(topic);
        long number = stream.sent + 1;
        do {
            lastId = lastId % IDS + 1;
        } while (outgoing.containsKey(lastId));
        Outgoing one = new Outgoing(lastId, topic, qos, retain, number,
                retain && isCleared(number) ? "" : new Reading(topic, number).text());
        outgoing.put(lastId, one);
        stream.sent = number;
        if (line != null) {
            line.send(one.packet(line.wire()));
        }
    }

    /// The next number that says what it is.
    static long after(String topic, long number) {
        return topic.contains("/state/") && isCleared(number + 1) ? number + 2 : number + 1;
    }

    /// Whether a state is none.
    static boolean isCleared(long number) {
        return number % CLEARED_EVERY == 0;
    }

    /// Where it is, for when that is not where it should be.
    @Override
    public synchronized String toString() {
        return "%s (%d): %d under way, holds %d, %s, has %s".formatted(name, kind.version(),
                outgoing.size(), held.size(), line == null ? "away" : "connected", inbox);
    }
}
