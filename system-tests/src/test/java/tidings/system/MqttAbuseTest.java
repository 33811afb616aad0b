package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.system.RawMqtt.connect;
import static tidings.system.RawMqtt.connectFor;
import static tidings.system.RawMqtt.connectWithWill;
import static tidings.system.RawMqtt.publish;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.four;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.testkit.mqtt.MqttPacket;

/// P6, S9 and S10 of the abuse list: what strange and greedy MQTT clients send to the packaged
/// server, with a neighbour that must be served meanwhile.
class MqttAbuseTest {
    private static final long MB = 1 << 20;
    private static final long NEIGHBOUR_MS_MAX = 2_000;

    @TempDir
    Path directory;
    private final List<RawMqtt> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawMqtt socket : sockets) {
            socket.close();
        }
    }

    private ServerProcess start(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("tidings.yaml"), config);
        return ServerProcess.start(directory, "-c", file.toString());
    }

    /// With little memory.
    private ServerProcess startSmall(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("tidings.yaml"), config);
        ServerProcess server = ServerProcess.prepare(directory, directory.resolve("data"),
                Map.of("TIDINGS_JAVA_OPTS", "-Xmx128m"), "-c", file.toString());
        server.start();
        return server;
    }

    private RawMqtt open(ServerProcess server) throws IOException {
        RawMqtt socket = new RawMqtt(server);
        sockets.add(socket);
        return socket;
    }

    private RawMqtt connected(ServerProcess server, byte[] connect) throws IOException {
        RawMqtt socket = open(server);
        socket.send(connect);
        socket.expect(RawMqtt.CONNACK);
        return socket;
    }

    private static void served(RawMqtt neighbour) throws IOException {
        long beganNs = System.nanoTime();
        neighbour.ping();
        assertThat((System.nanoTime() - beganNs) / 1_000_000).as("ms until a neighbour is answered")
                .isLessThan(NEIGHBOUR_MS_MAX);
    }

    // ---- P6 ----

    private static Map<String, byte[]> anywhere() {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        packets.put("a length of five bytes", bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0x01));
        packets.put("256 MB, then silence", bytes(0x30, 0xff, 0xff, 0xff, 0x7f));
        packets.put("type 0", packet(0x00));
        packets.put("AUTH without a method", packet(0xf0, 0, properties()));
        packets.put("QoS 3", packet(0x36, "p6", two(1), properties()));
        packets.put("an empty topic", packet(0x30, "", properties()));
        packets.put("a topic with #", packet(0x30, "p6/#", properties()));
        packets.put("a topic with +", packet(0x30, "p6/+", properties()));
        packets.put("a topic with NUL", packet(0x30, "p6\0", properties()));
        packets.put("packet identifier 0", packet(0x32, "p6", two(0), properties()));
        packets.put("SUBSCRIBE with identifier 0", packet(0x82, two(0), properties(), "p6", 0));
        packets.put("a property twice",
                packet(0x30, "p6", properties(0x02, four(1), 0x02, four(1))));
        packets.put("topic alias 0", packet(0x30, "p6", properties(0x23, two(0))));
        packets.put("topic alias above the maximum",
                packet(0x30, "p6", properties(0x23, two(33))));
        packets.put("reserved flags", packet(0x80, two(1), properties(), "p6", 0));
        packets.put("properties that are longer than the packet", packet(0x30, "p6", 0x7f));
        return packets;
    }

    private static Map<String, byte[]> connects() {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        packets.put("a length of five bytes", bytes(0x10, 0xff, 0xff, 0xff, 0xff, 0x01));
        packets.put("256 MB, then silence", bytes(0x10, 0xff, 0xff, 0xff, 0x7f));
        packets.put("more than a CONNECT may have", bytes(0x10, 0x81, 0x80, 0x08));
        packets.put("a will of QoS 3", packet(0x10, "MQTT", 5, 0x1e, two(0), properties(), "p6",
                properties(), "p6", "x"));
        packets.put("a will with a property twice", packet(0x10, "MQTT", 5, 0x06, two(0),
                properties(), "p6", properties(0x18, four(1), 0x18, four(1)), "p6", "x"));
        packets.put("a will with another packet's property", packet(0x10, "MQTT", 5, 0x06, two(0),
                properties(), "p6", properties(0x21, two(1)), "p6", "x"));
        packets.put("a will for a topic with #", packet(0x10, "MQTT", 5, 0x06, two(0),
                properties(), "p6", properties(), "p6/#", "x"));
        packets.put("a property twice", packet(0x10, "MQTT", 5, 2, two(0),
                properties(0x21, two(1), 0x21, two(1)), "p6"));
        return packets;
    }

    @Test
    void p6_malformedPacketsEndTheirConnectionBeforeAndAfterConnect() throws IOException {
        try (ServerProcess server = start("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            for (Map.Entry<String, byte[]> first : anywhere().entrySet()) {
                ends(server, "first: " + first.getKey(), first.getValue());
            }
            for (Map.Entry<String, byte[]> first : connects().entrySet()) {
                ends(server, "CONNECT: " + first.getKey(), first.getValue());
            }
            for (Map.Entry<String, byte[]> later : anywhere().entrySet()) {
                ends(server, "later: " + later.getKey(), connect(5, "p6"), later.getValue());
            }
            ends(server, "a second CONNECT", connect(5, "p6"), connect(5, "p6"));
            served(neighbour);
        }
    }

    private static void ends(ServerProcess server, String what, byte[]... packets)
            throws IOException {
        try (RawMqtt socket = new RawMqtt(server)) {
            long beganNs = System.nanoTime();
            try {
                socket.send(packets);
                socket.closed();
            } catch (EOFException e) {
                // it was quicker
            }
            assertThat((System.nanoTime() - beganNs) / 1_000_000).as("ms until %s ends it", what)
                    .isLessThan(NEIGHBOUR_MS_MAX);
        }
    }

    @Test
    void p6_aTopicOfSixtyFourKilobytesIsRefused() throws IOException {
        try (ServerProcess server = start("{}")) {
            for (String topic : List.of("x".repeat(65_535), "/".repeat(65_535))) {
                RawMqtt client = connected(server, connect(5, "long"));
                client.send(publish(5, 1, false, 1, topic, "x"));
                assertThat(client.reasonOf(RawMqtt.PUBACK)).isEqualTo(0x90);
                client.ping();
                client.close();
            }
        }
    }

    @Test
    void p6_whatComesBeforeConnectIsBounded() throws Exception {
        int count = 500;
        try (ServerProcess server = start("mqtt: {connect-timeout: 3s}\n")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            ServerFigures figures = new ServerFigures(server);
            long before = figures.residentBytes();
            byte[] most = packet(0x10, "MQTT", 5, 2, two(0), properties(new byte[130_000]));
            List<RawMqtt> halves = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                RawMqtt half = open(server);
                half.send(Arrays.copyOf(most, 120_000)); // and never the rest
                halves.add(half);
                RawMqtt huge = open(server);
                huge.send(bytes(0x10, 0xff, 0xff, 0xff, 0x7f));
            }
            served(neighbour);
            long grown = figures.residentBytes() - before;
            System.out.printf("P6: %d CONNECTs of 120 KB that do not end took %d MB%n", count,
                    grown / MB);
            assertThat(grown).isLessThan(count * 128L * 1024 + 128 * MB);
            for (RawMqtt half : halves) {
                half.closed();
            }
        }
    }

    /// Each is within its own bound. Those that began first go, and who means it is done by then.
    @Test
    void p6_messagesThatAreNotWholeAreBoundedTogether() throws Exception {
        int count = 800;
        byte[] message = publish(5, 1, false, 1, "p6/large", "x".repeat(60_000));
        byte[] large = packet(0x32, "p6/large", two(1), properties(), new byte[1_000_000]);
        try (ServerProcess server = start("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            List<RawMqtt> halves = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                RawMqtt half = connected(server, connect(5, "half" + n));
                half.send(Arrays.copyOf(large, 990_000)); // and never the rest
                halves.add(half);
                if (n % 100 == 0) {
                    served(neighbour);
                    neighbour.send(message);
                    assertThat(neighbour.reasonOf(RawMqtt.PUBACK)).isLessThan(0x80);
                }
            }
            served(neighbour);
            double cut = new ServerFigures(server).metric("tidings_outbox_cuts_total");
            System.out.printf("P6: of %d messages of 990 KB that do not end %.0f were cut%n", count,
                    cut);
            assertThat(cut).isBetween(count / 2.0, count - 100.0);
            halves.getFirst().closed();
            RawMqtt last = halves.getLast();
            last.send(Arrays.copyOfRange(large, 990_000, large.length));
            assertThat(last.reasonOf(RawMqtt.PUBACK)).isGreaterThanOrEqualTo(0x80); // too long
            last.ping();
        }
    }

    @Test
    void p6_propertiesWithoutEndCostNobodyElseAnything() throws IOException {
        byte[] empty = bytes(0x26, two(0), two(0));
        try (ServerProcess server = start("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            connected(server, packet(0x10, "MQTT", 5, 2, two(0),
                    properties(repeated(empty, 12_000)), "many"));
            RawMqtt client = connected(server, connect(5, "client"));
            byte[] properties = properties(repeated(empty, 200_000));
            for (int n = 1; n <= 10; n++) {
                client.send(packet(0x32, "p6/properties", two(n), properties, utf8("x")));
                served(neighbour);
                client.expect(RawMqtt.PUBACK);
            }
        }
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int n = 0; n < times; n++) {
            System.arraycopy(part, 0, all, n * part.length, part.length);
        }
        return all;
    }

    // ---- S9 ----

    @Test
    void s9_identifiersThatAreNeverReleasedAreBounded() throws IOException {
        try (ServerProcess server = start("mqtt: {receive-maximum: 20}\n")) {
            int open = 0;
            while (open < 4_096) {
                // A connection has its own quota, and leaves open what it began with it.
                RawMqtt client = connected(server, connectFor(600, "s9"));
                int more = Math.min(20, 4_096 - open);
                for (int n = 0; n < more; n++) {
                    client.send(publish(5, 2, false, ++open, "s9", "x"));
                }
                for (int n = 0; n < more; n++) {
                    assertThat(client.reasonOf(RawMqtt.PUBREC)).isLessThan(0x80);
                }
                client.send(publish(5, 2, false, 5_000, "s9", "x"));
                assertThat(client.expect(RawMqtt.DISCONNECT).body()[0] & 0xff).isEqualTo(0x93);
            }
            RawMqtt last = connected(server, connectFor(600, "s9"));
            last.send(publish(5, 2, false, 5_000, "s9", "x"));
            assertThat(last.expect(RawMqtt.DISCONNECT).body()[0] & 0xff).isEqualTo(0x93);
            RawMqtt three = connected(server, connect(4, "s9-three"));
            int answered = 0;
            try {
                for (int id = 1; id <= 65_535; id++) {
                    three.send(publish(4, 2, false, id, "s9", "x"));
                    three.expect(RawMqtt.PUBREC);
                    answered++;
                }
            } catch (EOFException | SocketException e) {
                // ended, and not only silent
            }
            assertThat(answered).isEqualTo(4_096);
        }
    }

    @Test
    void s9_sessionsThatAreAwayCostAPlaceAndEndInTheirTime() throws Exception {
        int sessions = 200;
        int messages = 500;
        String payload = "x".repeat(10_000);
        try (ServerProcess server = start("""
                channels:
                  - {match: "$SYS/**", log: none, presence: false}
                  - {match: "**"}
                """)) {
            for (int n = 0; n < sessions; n++) {
                try (RawMqtt one = connected(server, connectFor(n == 0 ? 600 : 15, "away" + n))) {
                    one.send(packet(0x82, two(1), properties(), "s9/#", 1));
                    one.expect(RawMqtt.SUBACK);
                }
            }
            ServerFigures figures = new ServerFigures(server);
            long before = figures.liveBytes();
            RawMqtt publisher = connected(server, connect(5, "publisher"));
            for (int n = 0; n < messages; n++) {
                publisher.send(publish(5, 1, false, 1, "s9/a", payload));
                publisher.expect(RawMqtt.PUBACK);
            }
            long grown = figures.liveBytes() - before;
            System.out.printf("S9: %d messages of 10 KB for %d sessions took %d KB%n", messages,
                    sessions, grown / 1024);
            // A tail per shard, and not a copy for each session, which would be 1 GB.
            assertThat(grown).isLessThan(24 * MB);
            try (RawMqtt back = connected(server, connectFor(600, "away0"))) {
                int unacknowledged = 0;
                while (unacknowledged < 64) {
                    back.expect(RawMqtt.PUBLISH);
                    unacknowledged++;
                }
                back.ping(); // and nothing before its answer
            }
            RawMqtt watcher = connected(server, connect(5, "watcher"));
            watcher.send(packet(0x82, two(1), properties(), "$SYS/broker/clients/disconnected", 0));
            watcher.expect(RawMqtt.SUBACK);
            Awaitility.await().atMost(Duration.ofSeconds(60))
                    .until(() -> text(watcher.expect(RawMqtt.PUBLISH)).equals("1"));
        }
    }

    @Test
    void s9_retainedMessagesThatNobodyTakesAreNotHeld() throws Exception {
        int clients = 300;
        int retained = 32;
        try (ServerProcess server = start("{}")) {
            RawMqtt publisher = connected(server, connect(5, "publisher"));
            for (int n = 0; n < retained; n++) {
                publisher.send(publish(5, 1, true, 1, "s9/" + n, "x".repeat(60_000)));
                publisher.expect(RawMqtt.PUBACK);
            }
            ServerFigures figures = new ServerFigures(server);
            long before = figures.liveBytes();
            List<RawMqtt> crowd = new ArrayList<>();
            for (int n = 0; n < clients; n++) {
                RawMqtt one = connected(server, packet(0x10, "MQTT", 5, 2, two(0),
                        properties(0x21, two(1)), "one" + n));
                one.send(packet(0x82, two(1), properties(), "s9/#", 1));
                one.expect(RawMqtt.SUBACK);
                one.expect(RawMqtt.PUBLISH);
                crowd.add(one);
            }
            long grown = figures.liveBytes() - before;
            System.out.printf("S9: %d clients that take one of %d take %d KB%n", clients, retained,
                    grown / 1024);
            assertThat(grown).isLessThan(16 * MB);
            // Who goes on is given all the others.
            RawMqtt one = crowd.getFirst();
            for (int n = 1; n < retained; n++) {
                one.send(packet(0x40, two(n)));
                one.expect(RawMqtt.PUBLISH);
            }
        }
    }

    @Test
    void s9_whoSubscribesAgainAndAgainIsGivenWhatIsRetainedOnce() throws Exception {
        try (ServerProcess server = start("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            neighbour.send(publish(5, 1, true, 1, "s9/a", "x"),
                    publish(5, 1, true, 2, "s9/b", "x"));
            neighbour.expect(RawMqtt.PUBACK);
            neighbour.expect(RawMqtt.PUBACK);
            RawMqtt one = connected(server, packet(0x10, "MQTT", 5, 2, two(0),
                    properties(0x21, two(1)), "again"));
            ServerFigures figures = new ServerFigures(server);
            long before = figures.liveBytes();
            byte[] filters = bytes(Collections.nCopies(100, bytes("s9/#", 1)).toArray());
            for (int n = 0; n < 2_000; n++) {
                one.send(packet(0x82, two(1), properties(), filters));
                while (one.read().type() != RawMqtt.SUBACK) {
                    // It is a message.
                }
            }
            long grown = figures.liveBytes() - before;
            System.out.printf("S9: 200,000 subscribes of one filter take %d KB%n", grown / 1024);
            assertThat(grown).isLessThan(8 * MB);
        }
    }

    @Test
    void s9_aSubscribeOfAMegabyteCostsNobodyElseAnything() throws Exception {
        Object[] filters = new Object[200_000];
        for (int n = 0; n < filters.length; n++) {
            filters[n] = bytes("%c%d".formatted('a' + n % 26, n % 3), 1);
        }
        byte[] subscribe = packet(0x82, two(1), properties(), bytes(filters));
        try (ServerProcess server = start("{}")) {
            List<RawMqtt> neighbours = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                neighbours.add(connected(server, connect(5, "neighbour" + n)));
            }
            RawMqtt greedy = connected(server, connect(5, "greedy"));
            for (int n = 0; n < 3; n++) {
                greedy.send(subscribe);
            }
            for (RawMqtt neighbour : neighbours) {
                served(neighbour);
            }
            byte[] suback = greedy.expect(RawMqtt.SUBACK).body();
            assertThat(suback[suback.length - 1] & 0xff).isEqualTo(0x97);
        }
    }

    @Test
    void s9_whatSessionsKeepIsBoundedTogether() throws Exception {
        Path file = Files.writeString(directory.resolve("tidings.yaml"), "{}");
        String large = "x".repeat(60_000);
        try (ServerProcess server = ServerProcess.prepare(directory, directory.resolve("data"),
                Map.of("TIDINGS_JAVA_OPTS", "-Xmx128m"), "-c", file.toString())) {
            server.start();
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            // Wills that wait for a day, of sessions that are kept as long.
            int taken = 0;
            while (taken < 3_000 && comesWithWill(server, "will" + taken, large) == 0) {
                taken++;
            }
            System.out.printf("S9: %d wills of 60 KB were taken%n", taken);
            assertThat(taken).isBetween(200, 2_000);
            assertThat(comesWithWill(server, "will0", large)).as("one that comes again").isZero();
            // Of one session: each waits until the one before it has left.
            for (int n = 0; n < 3_000; n++) {
                try (RawMqtt storm = new RawMqtt(server)) {
                    storm.send(connectWithWillLater("storm", large));
                }
            }
            served(neighbour);
            try (RawMqtt back = new RawMqtt(server)) {
                back.send(connectFor(0, "will1"));
                assertThat(back.expect(RawMqtt.CONNACK).body()[1]).as("one without").isZero();
            }
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void s9_filtersAreBoundedTogether() throws Exception {
        try (ServerProcess server = startSmall("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            String tail = "/" + "x".repeat(200);
            int taken = 0;
            int reason = 0;
            while (reason < 0x80 && taken < 2_000) {
                Object[] filters = new Object[100];
                for (int n = 0; n < filters.length; n++) {
                    filters[n] = bytes(taken + "/" + n + tail, 1);
                }
                try (RawMqtt one = connected(server, connectFor(600, "filters" + taken))) {
                    one.send(packet(0x82, two(1), properties(), bytes(filters)));
                    byte[] suback = one.expect(RawMqtt.SUBACK).body();
                    reason = suback[suback.length - 1] & 0xff;
                }
                taken++;
            }
            System.out.printf("S9: %d sessions of 100 filters were taken%n", taken);
            assertThat(reason).isEqualTo(0x97);
            served(neighbour);
            assertThat(server.alive()).isTrue();
        }
    }

    /// @return the reason of its CONNACK
    private static int comesWithWill(ServerProcess server, String client, String payload)
            throws IOException {
        try (RawMqtt one = new RawMqtt(server)) {
            one.send(connectWithWillLater(client, payload));
            return one.expect(RawMqtt.CONNACK).body()[1] & 0xff;
        }
    }

    private static byte[] connectWithWillLater(String client, String payload) {
        return packet(0x10, "MQTT", 5, 0x04, two(0), properties(0x11, four(86_400)), client,
                properties(0x18, four(86_400)), "s9/will", payload);
    }

    /// Of QoS 0 and without properties.
    private static String text(MqttPacket publish) {
        byte[] body = publish.body();
        int topic = (body[0] & 0xff) << 8 | (body[1] & 0xff);
        return new String(body, 3 + topic, body.length - 3 - topic, StandardCharsets.UTF_8);
    }

    // ---- S10 ----

    @Test
    void s10_retainedTopicsAreAsManyAsOneMayMake() throws IOException {
        try (ServerProcess server = start(
                "limits: {new-channels: {per-connection: 50, per-user: 70}}\n")) {
            assertThat(retained(server, "first")).isEqualTo(50);
            assertThat(retained(server, "second")).isEqualTo(20);
        }
    }

    private int retained(ServerProcess server, String name) throws IOException {
        RawMqtt client = connected(server, connect(5, name));
        int taken = 0;
        for (int n = 1; n <= 100; n++) {
            client.send(publish(5, 1, true, n, "s10/" + name + n, "x"));
            int reason = client.reasonOf(RawMqtt.PUBACK);
            assertThat(reason).matches(each -> each < 0x80 || each == 0x97);
            taken += reason < 0x80 ? 1 : 0;
        }
        client.ping();
        return taken;
    }

    @Test
    void s10_willsOfACrowdAreEachPublishedOnceAndCostNobodyElseAnything() throws Exception {
        int count = 500;
        try (ServerProcess server = start("{}")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            RawMqtt watcher = connected(server, connect(5, "watcher"));
            watcher.send(packet(0x82, two(1), properties(), "wills/#", 0));
            watcher.expect(RawMqtt.SUBACK);
            List<RawMqtt> crowd = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                crowd.add(connected(server,
                        connectWithWill("crowd" + n, "wills/" + n % 10, "will" + n)));
            }
            for (RawMqtt one : crowd) {
                one.close();
            }
            served(neighbour);
            List<String> wills = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                wills.add(text(watcher.expect(RawMqtt.PUBLISH)));
            }
            assertThat(wills).doesNotHaveDuplicates();
            watcher.ping(); // and nothing before its answer
            served(neighbour);
        }
    }

    /// Nothing but its socket can slow it down: what it has on its way to the log is everybody's room.
    @Test
    void s10_aFloodOfQos0TakesNobodyElsesRoom() throws Exception {
        byte[][] some = Stream.generate(() -> publish(5, 0, false, 0, "flood", "x".repeat(100)))
                .limit(500).toArray(byte[][]::new);
        try (ServerProcess server = start("limits: {publish-bytes: 8MiB}\n")) {
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            RawMqtt flooder = connected(server, connect(5, "flooder"));
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    while (!Thread.interrupted()) {
                        flooder.send(some);
                    }
                } catch (IOException e) {
                    // It is closed.
                }
            });
            for (int n = 1; n <= 50; n++) {
                neighbour.send(publish(5, 1, false, n, "beside", "x"));
                assertThat(neighbour.reasonOf(RawMqtt.PUBACK)).isLessThan(0x80);
            }
            flooder.close();
            flood.interrupt();
            flood.join();
        }
    }

    /// A client of 3.1.1 can't be told to try again: its connection would end.
    @Test
    void s10_largePublishesOfAFewTakeNobodyElsesRoom() throws Exception {
        int most = 64;
        String large = "x".repeat(60_000);
        try (ServerProcess server = start("limits: {publish-bytes: 8MiB}\n")) {
            List<RawMqtt> clients = new ArrayList<>();
            List<Thread> senders = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                RawMqtt client = connected(server, connect(4, "large" + n));
                clients.add(client);
                byte[][] all = IntStream.rangeClosed(1, most)
                        .mapToObj(id -> publish(4, 1, false, id, "large/" + id, large))
                        .toArray(byte[][]::new);
                senders.add(Thread.ofVirtual().start(() -> {
                    try {
                        client.send(all);
                    } catch (IOException e) {
                        // It is closed, and its answers are missing.
                    }
                }));
            }
            for (RawMqtt client : clients) {
                for (int id = 1; id <= most; id++) {
                    client.expect(RawMqtt.PUBACK);
                }
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    /// What its publishers have sent and its loop has not delivered would be in nobody's budget. Each of
    /// these subscribers is written to by itself, so their loop is slower than the publishers'.
    @Test
    void s10_aFloodToSubscribersOfASlowerLoopWaitsForThem() throws Exception {
        byte[] subscribe = packet(0x82, two(1), properties(), "fast/#", 0x04);
        try (ServerProcess server = startSmall(
                "channels: [{match: 'fast/**', log: none}, {match: '**'}]\n")) {
            List<RawMqtt> crowd = new ArrayList<>();
            for (int n = 0; n < 600; n++) {
                crowd.add(connected(server, connect(5, "crowd" + n)));
            }
            RawMqtt neighbour = connected(server, connect(5, "neighbour"));
            // Connections are given to the loops in turn: all of one loop stay.
            for (int n = 0; n < crowd.size(); n++) {
                if (n % 2 == 0) {
                    crowd.get(n).close();
                } else {
                    crowd.get(n).send(subscribe);
                    crowd.get(n).expect(RawMqtt.SUBACK);
                }
            }
            List<Thread> floods = new ArrayList<>();
            long endNs = System.nanoTime() + 8_000_000_000L;
            for (int n = 0; n < 8; n++) {
                byte[] one = publish(5, 0, false, 0, "fast/" + n, "x".repeat(100));
                byte[] some = bytes(Collections.nCopies(1_000, one).toArray());
                RawMqtt flooder = connected(server, connect(5, "flooder" + n));
                floods.add(Thread.ofVirtual().start(() -> {
                    try {
                        while (System.nanoTime() < endNs) {
                            flooder.send(some);
                        }
                    } catch (IOException e) {
                        // It is closed.
                    }
                }));
            }
            for (Thread flood : floods) {
                flood.join();
            }
            neighbour.send(publish(5, 1, false, 1, "beside", "x"));
            assertThat(neighbour.reasonOf(RawMqtt.PUBACK)).isLessThan(0x80);
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void s10_willsMakeNoMoreChannelsThanTheirUserMay() throws Exception {
        int most = 20;
        try (ServerProcess server = start(
                "limits: {new-channels: {per-connection: %d, per-user: %d}}\n".formatted(most,
                        most))) {
            connected(server, connect(5, "neighbour")); // its user stays
            ServerFigures figures = new ServerFigures(server);
            for (int wave = 0; wave < 2; wave++) {
                List<RawMqtt> crowd = new ArrayList<>();
                for (int n = 0; n < most; n++) {
                    String name = wave + "/" + n;
                    crowd.add(connected(server, connectWithWill(name, "wills/" + name, "x")));
                }
                for (RawMqtt one : crowd) {
                    one.close();
                }
                int settled = (wave + 1) * most;
                Awaitility.await().atMost(Duration.ofSeconds(30))
                        .until(() -> publishes(figures, "stored")
                                + publishes(figures, "refused") == settled);
            }
            assertThat(publishes(figures, "stored")).isEqualTo(most);
        }
    }

    private static double publishes(ServerFigures figures, String outcome) throws Exception {
        return figures.metric("tidings_publishes_total{outcome=\"%s\"}".formatted(outcome));
    }
}
