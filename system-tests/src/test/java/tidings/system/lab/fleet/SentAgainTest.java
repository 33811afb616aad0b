package tidings.system.lab.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.system.ChannelHttp;
import tidings.system.ServerProcess;
import tidings.system.lab.history.History;

class SentAgainTest {
    private static final int FOR_NOBODY = 0x10;

    private static final int TIMES = 200;

    /// While it is on its way to the disk, nobody may have heard of it.
    @Test
    void aMessageOfQos2ThatWasUnderWayWhenTheConnectionBrokeIsStoredOnce(@TempDir Path directory)
            throws Exception {
        List<String> expected = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(directory);
                History history = new History(directory.resolve("history"));
                ChannelHttp http = new ChannelHttp(server.url())) {
            Wire wire = new Wire(4);
            for (int n = 0; n < TIMES; n++) {
                String text = "m " + n;
                expected.add(text);
                try (Line line = connected(server, wire, history)) {
                    line.send(wire.publish("again", 2, false, false, 7, text));
                }
                try (Line line = connected(server, wire, history)) {
                    line.send(wire.publish("again", 2, true, false, 7, text));
                    assertThat(line.read()).isEqualTo(new Packet.Ack(Wire.PUBREC, 7, 0));
                    line.send(wire.ack(Wire.PUBREL, 7));
                    assertThat(line.read()).isEqualTo(new Packet.Ack(Wire.PUBCOMP, 7, 0));
                }
            }
            assertThat(http.whole("again").entries().values())
                    .containsExactlyElementsOf(expected);
        }
    }

    /// Else the next message under it would be taken for the earlier one, and lost.
    @Test
    void anIdentifierThatWasLetGoOfInASessionAboutToEndIsFreeAfterACrash(@TempDir Path directory)
            throws Exception {
        try (ServerProcess server = ServerProcess.start(directory);
                History history = new History(directory.resolve("history"));
                ChannelHttp http = new ChannelHttp(server.url())) {
            Wire wire = new Wire(5);
            try (Line line = connected(server, wire, history)) {
                line.send(wire.publish("again", 2, false, false, 7, "m 1"));
                assertThat(line.read()).isEqualTo(new Packet.Ack(Wire.PUBREC, 7, FOR_NOBODY));
            }
            try (Line line = new Line(server.mqttPort(), wire, history)) {
                line.send(wire.connect("again", false, 0, 10, "will", "gone"));
                assertThat(line.read()).isEqualTo(new Packet.Connack(true, 0));
                line.send(wire.ack(Wire.PUBREL, 7));
                assertThat(line.read()).isEqualTo(new Packet.Ack(Wire.PUBCOMP, 7, 0));
            }
            try (Line line = connected(server, wire, history)) {
                line.send(wire.subscribe(1, Map.of("other", 1)));
                assertThat(line.read()).isEqualTo(new Packet.Suback(true));
            }
            server.kill();
            server.start();
            try (Line line = connected(server, wire, history)) {
                line.send(wire.publish("again", 2, false, false, 7, "m 2"));
                assertThat(line.read()).isEqualTo(new Packet.Ack(Wire.PUBREC, 7, FOR_NOBODY));
            }
            assertThat(http.whole("again").entries().values()).containsExactly("m 1", "m 2");
        }
    }

    private static Line connected(ServerProcess server, Wire wire, History history)
            throws IOException {
        Line line = new Line(server.mqttPort(), wire, history);
        line.send(wire.connect("again", false, 600, 10, null, ""));
        assertThat(line.read()).isInstanceOf(Packet.Connack.class);
        return line;
    }
}
