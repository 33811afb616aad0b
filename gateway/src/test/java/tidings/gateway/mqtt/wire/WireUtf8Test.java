package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireUtf8Test {
    private static boolean isString(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        return WireUtf8.isString(in, 0, bytes.length);
    }

    private static boolean byTheJdk(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
                    .indexOf('\0') < 0;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    @Test
    void wellFormedTextIsAString() {
        for (String text : new String[]{"", "a", "sensors/kitchen/temperature", "é", "€", "😀",
                "ﻠ", "\ufeff", "a\ufeffb", "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff",
                new String(Character.toChars(0x10ffff)), "seven77é", "eight888é"}) {
            assertThat(isString(utf8(text))).as(text).isTrue();
        }
    }

    @Test
    void surrogatesOverlongsNulAndPiecesAreNot() {
        for (byte[] wrong : new byte[][]{bytes(0), bytes(0xc0, 0x80), bytes(0xc1, 0xbf),
                bytes(0xe0, 0x9f, 0xbf), bytes(0xf0, 0x8f, 0xbf, 0xbf), bytes(0xed, 0xa0, 0x80),
                bytes(0xed, 0xbf, 0xbf), bytes(0xf4, 0x90, 0x80, 0x80),
                bytes(0xf5, 0x80, 0x80, 0x80), bytes(0x80), bytes(0xff), bytes(0xe2, 0x82),
                bytes(0xc3), bytes(0xf0, 0x9f, 0x98), bytes(0xe2, 0x28, 0xa1)}) {
            assertThat(isString(wrong)).isFalse();
            assertThat(isString(bytes(utf8("a long beginning"), wrong))).isFalse();
            assertThat(isString(bytes(wrong, utf8("a long end of it")))).isFalse();
        }
    }

    @Test
    void nulIsTextAndNoString() {
        byte[] bytes = utf8("0123456\0");
        assertThat(isString(bytes)).isFalse();
        assertThat(WireUtf8.isText(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isTrue();
    }

    @Test
    void randomBytesAreJudgedAsTheJdkDoes() {
        Random random = new Random(3);
        byte[] some = utf8("a€é😀\ud7ff\ufeffzzzzzzzzz");
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(20)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(10) == 0
                        ? (byte) random.nextInt()
                        : some[(round + i) % some.length];
            }
            assertThat(isString(bytes)).isEqualTo(byTheJdk(bytes));
        }
    }
}
