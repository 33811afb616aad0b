package tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.testkit.mqtt.MqttPacket;

/// The configuration that `docs/compatibility.md` gives to a conformance suite does what is said of it.
class DocumentedMqttTest {
    private static final Pattern CONFIGURATION = Pattern.compile("```yaml\n(mqtt: .*?)```",
            Pattern.DOTALL);
    private static final byte SERVER_KEEP_ALIVE = 0x13;
    private static final byte RECEIVE_MAXIMUM = 0x21;

    @TempDir
    Path directory;

    private Path documented() throws IOException {
        Matcher text = CONFIGURATION.matcher(
                Files.readString(ServerProcess.CHECKOUT.resolve("docs/compatibility.md")));
        assertThat(text.find()).isTrue();
        return Files.writeString(directory.resolve("mqtt.yaml"), text.group(1));
    }

    private static byte[] subscribe(int version, int id, String filter) {
        return packet(0x82, two(id), version == 5 ? properties() : new byte[0], filter, 1);
    }

    private static int granted(RawMqtt client) throws IOException {
        byte[] body = client.expect(RawMqtt.SUBACK).body();
        return body[body.length - 1] & 0xff;
    }

    @Test
    void theSuitesConfigurationHoldsClientsToItsLimitsAndRefusesOneSubscription()
            throws IOException {
        try (ServerProcess server = ServerProcess.prepare(directory, directory.resolve("data"),
                Map.of(), "-c", documented().toString())) {
            server.start();
            try (RawMqtt client = new RawMqtt(server)) {
                client.send(packet(0x10, "MQTT", 5, 2, two(120), properties(), "five"));
                MqttPacket connack = client.expect(RawMqtt.CONNACK);
                assertThat(connack.body()).containsSequence(SERVER_KEEP_ALIVE, (byte) 0, (byte) 60)
                        .containsSequence(RECEIVE_MAXIMUM, (byte) 0, (byte) 20);
                client.send(subscribe(5, 1, "test/nosubscribe"));
                assertThat(granted(client)).isEqualTo(0x87);
                client.send(subscribe(5, 2, "#"));
                assertThat(granted(client)).isEqualTo(1);
                client.send(subscribe(5, 3, "$SYS/broker/version"));
                assertThat(granted(client)).isEqualTo(1);
                assertThat(client.expect(RawMqtt.PUBLISH).first()).isEqualTo(0x31);
            }
            try (RawMqtt client = new RawMqtt(server)) {
                client.send(RawMqtt.connect(4, "four"));
                client.expect(RawMqtt.CONNACK);
                client.send(subscribe(4, 1, "test/nosubscribe"));
                assertThat(granted(client)).isEqualTo(0x80);
            }
        }
    }
}
