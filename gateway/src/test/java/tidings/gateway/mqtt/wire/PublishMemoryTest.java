package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.packet;
import static tidings.testkit.mqtt.MqttBytes.properties;
import static tidings.testkit.mqtt.MqttBytes.two;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.testkit.mqtt.MqttBytes;

/// What a PUBLISH on the way in and out costs the garbage collector: nothing.
class PublishMemoryTest {
    private static final int PUBLISHES = 10_000;
    private static final int BYTES_MAX = 50_000;
    private static final byte[] TOPIC = utf8("sensors/küche/temperature");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private static byte[] publishes(Version version) {
        byte[] block = version == Version.V5
                ? properties(0x01, 1, 0x26, "n", "v", 0x02, MqttBytes.four(60), 0x03, "text/plain")
                : bytes();
        byte[] one = packet(0x32, "sensors/küche/temperature", two(7), block,
                utf8("x".repeat(100)));
        Object[] all = new Object[PUBLISHES];
        Arrays.fill(all, one);
        return bytes(all);
    }

    private static int read(PacketDecoder decoder, PacketReading reading) throws DecodeException {
        int known = 0;
        for (FromClient packet = decoder.next(reading); packet != null; packet = decoder
                .next(reading)) {
            if (packet instanceof Publish publish && publish.hasTopic(TOPIC)) {
                known++;
            }
        }
        return known;
    }

    @ParameterizedTest
    @EnumSource
    void readingMakesNothing(Version version) throws DecodeException {
        PacketReading reading = new PacketReading();
        PacketDecoder decoder = new PacketDecoder(1_000);
        decoder.feed(Unpooled.wrappedBuffer(Raw.connect(version)));
        read(decoder, reading);
        byte[] all = publishes(version);
        decoder.feed(Unpooled.wrappedBuffer(all));
        read(decoder, reading);
        decoder.feed(Unpooled.wrappedBuffer(all));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int known = read(decoder, reading);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(known).isEqualTo(PUBLISHES);
        assertThat(allocated).isLessThan(BYTES_MAX);
    }

    @ParameterizedTest
    @EnumSource
    void writingCopiesMakesNothing(Version version) {
        PublishTemplate template = new PublishTemplate(version, 1, false, TOPIC, null,
                new byte[100]);
        Delivery delivery = new Delivery(7, true, 3, true, 60, new int[]{1, 300});
        ByteBuf out = Unpooled.buffer(PUBLISHES * 200);
        template.write(out, delivery);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int n = 1; n < PUBLISHES; n++) {
            template.write(out, delivery);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(out.readableBytes()).isEqualTo(PUBLISHES * template.bytes(delivery));
        assertThat(allocated).isLessThan(BYTES_MAX);
    }
}
