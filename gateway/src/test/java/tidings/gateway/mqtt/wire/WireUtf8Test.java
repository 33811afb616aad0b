package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tidings.testkit.mqtt.MqttBytes;

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
            assertThat(isString(MqttBytes.utf8(text))).as(text).isTrue();
        }
    }

    @Test
    void surrogatesOverlongsNulAndPiecesAreNot() {
        for (byte[] wrong : new byte[][]{MqttBytes.bytes(0), MqttBytes.bytes(0xc0, 0x80),
                MqttBytes.bytes(0xc1, 0xbf),
                MqttBytes.bytes(0xe0, 0x9f, 0xbf), MqttBytes.bytes(0xf0, 0x8f, 0xbf, 0xbf),
                MqttBytes.bytes(0xed, 0xa0, 0x80), MqttBytes.bytes(0xed, 0xbf, 0xbf),
                MqttBytes.bytes(0xf4, 0x90, 0x80, 0x80), MqttBytes.bytes(0xf5, 0x80, 0x80, 0x80),
                MqttBytes.bytes(0x80), MqttBytes.bytes(0xff), MqttBytes.bytes(0xe2, 0x82),
                MqttBytes.bytes(0xc3),
                MqttBytes.bytes(0xf0, 0x9f, 0x98), MqttBytes.bytes(0xe2, 0x28, 0xa1)}) {
            assertThat(isString(wrong)).isFalse();
            assertThat(isString(MqttBytes.bytes(MqttBytes.utf8("a long beginning"), wrong)))
                    .isFalse();
            assertThat(isString(MqttBytes.bytes(wrong, MqttBytes.utf8("a long end of it"))))
                    .isFalse();
        }
    }

    @Test
    void nulIsTextAndNoString() {
        byte[] bytes = MqttBytes.utf8("0123456\0");
        assertThat(isString(bytes)).isFalse();
        assertThat(WireUtf8.isText(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isTrue();
    }

    @Test
    void randomBytesAreJudgedAsTheJdkDoes() {
        Random random = new Random(3);
        byte[] some = MqttBytes.utf8("a€é😀\ud7ff\ufeffzzzzzzzzz");
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
