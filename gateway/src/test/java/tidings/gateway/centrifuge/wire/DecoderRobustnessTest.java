package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.centrifuge.wire.Wire.concat;
import static tidings.gateway.centrifuge.wire.Wire.delimited;
import static tidings.gateway.centrifuge.wire.Wire.field;
import static tidings.gateway.centrifuge.wire.Wire.utf8;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes, it is commands or a [DecodeException], and nothing else.
class DecoderRobustnessTest {
    private static final int ROUNDS = 200_000;

    @Test
    void mutatedJson() {
        mutate(new JsonCommandDecoder(), utf8("""
                {"id":1,"connect":{"token":"t","subs":{"n":{"offset":7}},"headers":{"h":"v"}}}
                {"id":2,"subscribe":{"channel":"c\\u00e9","recover":true,"data":[1e5]}}
                {"id":7,"history":{"limit":-1,"since":{"offset":3},"reverse":true}}
                {"id":9,"publish":{"channel":"é","data":{"a":[null,"x"]}}}"""), 11);
    }

    @Test
    void mutatedProtobuf() {
        mutate(new ProtobufCommandDecoder(), concat(
                delimited(field(1, 1), field(4, field(1, "t"),
                        field(3, field(1, "n"), field(2, field(7, 7))),
                        field(6, field(1, "h"), field(2, "v")))),
                delimited(field(1, 2), field(5, field(1, "cé"), field(3, 1), field(8, "x"))),
                delimited(field(1, 7), field(10, field(7, -1), field(8, field(1, 3)))),
                delimited(field(1, 9), field(7, field(1, "c"), field(2, "{}")))), 12);
    }

    private static void mutate(CommandDecoder decoder, byte[] seed, long randomSeed) {
        Random random = new Random(randomSeed);
        int decoded = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = seed.clone();
            if (round % 4 == 0) {
                bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
            }
            int length = bytes.length;
            for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
                int at = random.nextInt(length);
                if (random.nextInt(4) == 0) {
                    length = at;
                } else {
                    bytes[at] = (byte) (random.nextBoolean()
                            ? random.nextInt()
                            : bytes[random.nextInt(length)]);
                }
            }
            try {
                List<Command> commands = decoder.decode(bytes, length);
                assertThat(commands).isNotEmpty();
                decoded++;
            } catch (DecodeException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed %d, round %d".formatted(randomSeed, round), e);
            }
        }
        assertThat(decoded).isGreaterThan(ROUNDS / 10);
    }
}
