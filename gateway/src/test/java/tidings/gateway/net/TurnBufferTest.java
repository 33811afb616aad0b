package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.log.Message;
import tidings.log.PayloadKind;

@ExtendWith(LeakCheck.class)
class TurnBufferTest {
    @Test
    void framesAreSharedAndReleasedByTheLast() {
        try (EmbeddedLoop one = new EmbeddedLoop(); EmbeddedLoop two = new EmbeddedLoop()) {
            Outboxes.Plain frames = Outboxes.frames(3);
            new SocketOutbox(one.socket, one.loop, () -> {}, Outboxes.SMALL).offer(frames);
            new SocketOutbox(two.socket, two.loop, () -> {}, Outboxes.SMALL).offer(frames);
            frames.release();
            one.run();
            two.run();
            ByteBuf first = one.socket.readOutbound();
            ByteBuf second = two.socket.readOutbound();
            assertThat(first.readableBytes()).isEqualTo(5);
            assertThat(first.memoryAddress()).isEqualTo(second.memoryAddress());
            assertThat(first.release()).isFalse();
            assertThat(second.release()).isTrue();
        }
    }

    /// Some of them put more behind what they share.
    @Test
    void framesAreReleasedByTheLastOfMany() {
        List<EmbeddedLoop> loops = IntStream.range(0, 150).mapToObj(_ -> new EmbeddedLoop())
                .toList();
        Outboxes.Plain frames = Outboxes.frames(3);
        ByteBuf content = frames.share();
        List<SocketOutbox> outboxes = loops.stream()
                .map(each -> new SocketOutbox(each.socket, each.loop, () -> {}, Outboxes.SMALL))
                .toList();
        outboxes.forEach(each -> assertThat(each.offer(frames)).isTrue());
        frames.release();
        content.release();
        for (int i = 0; i < outboxes.size(); i += 2) {
            outboxes.get(i).send(Outboxes.direct("x"));
        }
        for (int i = 0; i < loops.size(); i++) {
            assertThat(content.refCnt()).isPositive();
            loops.get(i).run();
            assertThat(Outboxes.text(loops.get(i))).hasSize(i % 2 == 0 ? 6 : 5);
        }
        assertThat(content.refCnt()).isZero();
        loops.forEach(EmbeddedLoop::close);
    }

    @Test
    void aTurnBufferIsCappedButTakesAnyFirstMessage() {
        Outboxes.Plain frames = new Outboxes.Plain(Framing.NONE);
        assertThat(frames.add(Outboxes.message(200_000), 1)).isTrue();
        assertThat(frames.add(Outboxes.message(0), 2)).isFalse();
        frames.release();
        Outboxes.Plain many = new Outboxes.Plain(Framing.NONE);
        int added = 0;
        while (many.add(Outboxes.message(1000), added + 1)) {
            added++;
        }
        assertThat(added).isEqualTo(65);
        ByteBuf share = many.share();
        assertThat(share.readableBytes()).isEqualTo(65_000);
        assertThat(many.add(Outboxes.message(1), 1)).isFalse();
        share.release();
        many.release();
    }

    /// Whoever keeps it counts what is to be read of it.
    @Test
    void whatHasNoRoomForItsTagsMakesNoBufferLarger() {
        Outboxes.Plain frames = new Outboxes.Plain(Framing.NONE) {
            @Override
            protected void write(ByteBuf out, boolean first, Message message, long offset) {
                super.write(out, first, message, offset);
                message.tags().forEach((name, value) -> out.writeBytes(
                        (name + value).getBytes(StandardCharsets.UTF_8)));
            }
        };
        assertThat(frames.add(Outboxes.message(100), 1)).isTrue();
        assertThat(frames.add(new Message(new byte[1], PayloadKind.BYTES, null,
                Map.of("t", "v".repeat(1 << 20)), null), 2)).isFalse();
        ByteBuf share = frames.share();
        assertThat(share.readableBytes()).isEqualTo(100);
        assertThat(share.capacity()).isLessThan(1_000);
        share.release();
        frames.release();
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void framesSayHowLongTheirContentIs(Framing framing) {
        for (int length : new int[]{1, 9, 15, 16, 125, 126, 127, 255, 256, 65_535, 65_536,
                70_000}) {
            ByteBuf out = framing.open(ByteBufAllocator.DEFAULT, 1).writeZero(length);
            framing.seal(out);
            byte[] bytes = io.netty.buffer.ByteBufUtil.getBytes(out);
            out.release();
            String hex = Integer.toHexString(length);
            int header = switch (framing) {
                case WEBSOCKET_TEXT, WEBSOCKET_BINARY ->
                    length < 126 ? 2 : length < 65_536 ? 4 : 10;
                case CHUNK -> hex.length() + 2;
                case NONE -> 0;
            };
            int trailer = framing == Framing.CHUNK ? 2 : 0;
            assertThat(bytes).hasSize(header + length + trailer);
            switch (framing) {
                case WEBSOCKET_TEXT -> assertThat(bytes[0]).isEqualTo((byte) 0x81);
                case WEBSOCKET_BINARY -> assertThat(bytes[0]).isEqualTo((byte) 0x82);
                case CHUNK -> assertThat(new String(bytes, 0, header, StandardCharsets.US_ASCII))
                        .isEqualTo(hex + "\r\n");
                case NONE -> {
                }
            }
        }
    }
}
