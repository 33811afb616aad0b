package tidings.system.lab.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.system.ChannelHttp;

/// What the server has in the end, against what the devices know.
final class Ending {
    /// What a connection began with is on disk after this, and so is what it ended with.
    private static final long SETTLED_NS = Duration.ofSeconds(1).toNanos();

    private final Fleet fleet;
    private final List<Device> devices;
    private final ChannelHttp http;
    private long wills;

    Ending(Fleet fleet, List<Device> devices, ChannelHttp http) {
        this.fleet = fleet;
        this.devices = devices;
        this.http = http;
    }

    /// @return how many wills were published
    long judge() throws Exception {
        for (Map.Entry<String, Fleet.Stream> each : fleet.streams().entrySet()) {
            String topic = each.getKey();
            if (!topic.startsWith(fleet.topic("state/"))) {
                log(topic, each.getValue().sent, topic.startsWith(fleet.topic("once/")));
            }
        }
        for (Device device : devices) {
            wills(device);
        }
        states(4);
        states(5);
        return wills;
    }

    /// The numbers of a topic's messages, in order of their first copies; of QoS 2 there is one.
    private void log(String topic, long sent, boolean once) throws Exception {
        long highest = 0;
        for (String text : http.whole(topic).entries().values()) {
            Reading reading = Reading.read(text);
            if (reading == null || reading.number() > highest + 1
                    || (once && reading.number() <= highest)) {
                fleet.violation("in the log of %s is %s after %d".formatted(topic, reading,
                        highest));
            }
            highest = reading == null ? highest : Math.max(highest, reading.number());
        }
        if (highest != sent) {
            fleet.violation("the log of %s ends at %d of %d".formatted(topic, highest, sent));
        }
    }

    private void states(int version) throws IOException {
        Map<String, Packet.Publish> seen = Glance.at(fleet.scene().server().mqttPort(), version,
                fleet.topic("state/#"), fleet.scene().history());
        Set<String> expected = new HashSet<>();
        for (Device device : devices) {
            String topic = device.stateTopic();
            long number = fleet.stream(topic).sent;
            Packet.Publish retained = seen.get(topic);
            if (number == 0 || Device.isCleared(number)) {
                continue;
            }
            expected.add(topic);
            if (retained == null || !retained.retain()
                    || !new Reading(topic, number).equals(Reading.read(retained))) {
                fleet.violation("retained in %s is not %d but %s".formatted(topic, number,
                        retained));
            }
        }
        seen.keySet().stream().filter(topic -> !expected.contains(topic)).forEach(
                topic -> fleet.violation("%s is retained in spite of its end".formatted(topic)));
    }

    /// A connection that ended without a word leaves its will once, one whose goodbye was heard none.
    /// What ended just when, or just before, something happened to the server may leave it or not, or
    /// twice.
    private void wills(Device device) throws Exception {
        Map<Integer, Integer> published = new HashMap<>();
        List<String> texts = new ArrayList<>(http.whole(device.willTopic()).entries().values());
        for (String text : texts) {
            published.merge(Integer.valueOf(text.substring(text.indexOf(' ') + 1)), 1,
                    Integer::sum);
        }
        wills += texts.size();
        for (Life life : device.lives()) {
            int count = published.getOrDefault(life.number(), 0);
            long endedNs = fleet.calmAfter(life.endedNs());
            boolean certain = !fleet.troubled(endedNs + 1, endedNs + SETTLED_NS);
            boolean wasKept = life.endedNs() - life.beganNs() > SETTLED_NS
                    || endedNs == life.endedNs();
            Life.Goodbye goodbye = endedNs == life.endedNs()
                    ? life.goodbye()
                    : Life.Goodbye.NONE;
            boolean owed = goodbye == Life.Goodbye.NONE && wasKept;
            int may = goodbye == Life.Goodbye.HEARD ? 0 : 1;
            expect(device, life, count, certain && owed ? 1 : 0, certain ? may : 2);
        }
    }

    private void expect(Device device, Life life, int count, int min, int max) {
        if (count < min || count > max) {
            fleet.violation("the will of %s's %s was published %d times".formatted(device.name(),
                    life, count));
        }
    }
}
