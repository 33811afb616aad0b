package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.gateway.centrifuge.wire.Wire.concat;
import static tidings.gateway.centrifuge.wire.Wire.delimited;
import static tidings.gateway.centrifuge.wire.Wire.field;
import static tidings.gateway.centrifuge.wire.Wire.protobuf;
import static tidings.gateway.centrifuge.wire.Wire.utf8;
import static tidings.gateway.centrifuge.wire.Wire.varint;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.log.PayloadKind;

class ProtobufCommandDecoderTest {
    private static final byte[] PING = delimited(field(1, 8), field(11, new byte[0]));

    @Test
    void everyRequestIsRead() throws DecodeException {
        byte[] sub = concat(field(3, 1), field(6, "e"), field(7, 7));
        assertThat(protobuf(
                delimited(field(1, 1), field(4, field(1, "t"), field(2, "d"),
                        field(3, field(1, "n"), field(2, sub)), field(4, "go"), field(5, "1"),
                        field(6, field(1, "h"), field(2, "v")), field(7, 1), field(8, "dict"))),
                delimited(field(1, 2), field(5, field(1, "c"), field(2, "t"), field(3, 1),
                        field(6, "e"), field(7, 9), field(8, "d"), field(9, 1), field(10, 1),
                        field(11, 1), field(12, "fossil"), field(13, field(1, "and")), field(14, 3),
                        field(15, 1), field(16, 2), field(17, "cursor"))),
                delimited(field(1, 3), field(6, field(1, "c"))),
                delimited(field(1, 4), field(7, field(1, "c"), field(2, new byte[]{0, 1}),
                        field(3, 1), field(4, "k"), field(5, 1))),
                delimited(field(1, 5), field(8, field(1, "c"))),
                delimited(field(1, 6), field(9, field(1, "c"))),
                delimited(field(1, 7), field(10, field(1, "c"), field(7, -1),
                        field(8, field(1, 3), field(2, "e")), field(9, 1))),
                PING, delimited(field(12, field(1, "d"))),
                delimited(field(1, 10), field(13, field(1, "d"), field(2, "m"))),
                delimited(field(1, 11), field(14, field(1, "t"))),
                delimited(field(1, 12), field(15, field(1, "c"), field(2, "t"), field(3, 2))),
                delimited())).usingRecursiveFieldByFieldElementComparator().containsExactly(
                        new ConnectRequest(1, "t", utf8("d"),
                                Map.of("n",
                                        new SubscribeRequest(0, "n", "", true, "e", 7, null, false,
                                                false, false, "", false, 0, 0)),
                                "go", "1", Map.of("h", "v"), 1),
                        new SubscribeRequest(2, "c", "t", true, "e", 9, utf8("d"), true, true, true,
                                "fossil", true, 3, 1),
                        new UnsubscribeRequest(3, "c"),
                        new PublishRequest(4, "c", new byte[]{0, 1}, PayloadKind.BYTES, 1, "k",
                                true),
                        new PresenceRequest(5, "c"), new PresenceStatsRequest(6, "c"),
                        new HistoryRequest(7, "c", -1, new StreamPosition(3, "e"), true),
                        new PingRequest(8), new SendRequest(0, utf8("d")),
                        new RPCRequest(10, utf8("d"), "m"), new RefreshRequest(11, "t"),
                        new SubRefreshRequest(12, "c", "t", 2), new EmptyCommand());
    }

    @Test
    void aPayloadIsClassified() throws DecodeException {
        assertThat(kindOf("{\"a\":1}")).isEqualTo(PayloadKind.JSON);
        assertThat(kindOf("hello")).isEqualTo(PayloadKind.TEXT);
        assertThat(kindOf("\u0001")).isEqualTo(PayloadKind.BYTES);
    }

    private static PayloadKind kindOf(String payload) throws DecodeException {
        byte[] command = delimited(field(1, 4), field(7, field(1, "c"), field(2, payload)));
        return ((PublishRequest) protobuf(command).getFirst()).kind();
    }

    @Test
    void unknownFieldsAreSkipped() throws DecodeException {
        byte[] fixed = concat(varint((100 << 3) | 1), new byte[8], varint((101 << 3) | 5),
                new byte[4]);
        assertThat(protobuf(delimited(fixed, field(1, 5), field(99, "x"), field(98, 1),
                field(8, fixed, field(1, "c"), field(7, 3))))).containsExactly(
                        new PresenceRequest(5, "c"));
    }

    @Test
    void ofARepeatedFieldTheLastCounts() throws DecodeException {
        assertThat(protobuf(delimited(field(1, 5), field(1, 6), field(8, field(1, "a")),
                field(8, field(1, "b"), field(1, "c"))))).containsExactly(
                        new PresenceRequest(6, "c"));
    }

    @Test
    void ofSeveralRequestsTheLowestNumberCounts() throws DecodeException {
        assertThat(protobuf(delimited(field(1, 1), field(11, ""), field(8, field(1, "c")))))
                .containsExactly(new PresenceRequest(1, "c"));
    }

    @Test
    void anOffsetBeyondEveryHeadIsRead() throws DecodeException {
        for (long offset : new long[]{Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertThat(protobuf(delimited(field(1, 1), field(5, field(1, "c"), field(7, offset)))))
                    .first().extracting(c -> ((SubscribeRequest) c).offset())
                    .isEqualTo(Long.MAX_VALUE);
        }
    }

    /// As in JSON: a history of 2^32 + 1 entries is not one of a single entry.
    @Test
    void numbersAreNotCutOff() throws DecodeException {
        for (int limit : new int[]{Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE}) {
            assertThat(protobuf(history(limit))).first()
                    .extracting(c -> ((HistoryRequest) c).limit()).isEqualTo(limit);
        }
        for (long value : new long[]{1L << 31, 1L << 32, (1L << 32) + 1, Long.MAX_VALUE,
                Long.MIN_VALUE, Integer.MIN_VALUE - 1L}) {
            refused(history(value));
            refused(delimited(field(1, 1), field(5, field(1, "c"), field(15, value))));
            refused(delimited(field(1, 1), field(7, field(1, "c"), field(3, value))));
            refused(delimited(field(1, 1), field(15, field(1, "c"), field(3, value))));
        }
    }

    private static byte[] history(long limit) {
        return delimited(field(1, 1), field(10, field(1, "c"), field(7, limit)));
    }

    @Test
    void aMapEntryMayHaveItsValueFirst() throws DecodeException {
        assertThat(
                protobuf(delimited(field(1, 1), field(4, field(6, field(2, "v"), field(1, "k"))))))
                .first().extracting(c -> ((ConnectRequest) c).headers())
                .isEqualTo(Map.of("k", "v"));
    }

    @Test
    void p5_whatIsMalformedEndsTheConnection() {
        byte[] longVarint = new byte[11];
        Arrays.fill(longVarint, (byte) 0x80);
        refused(new byte[0]);
        refused(longVarint);
        refused(concat(Arrays.copyOf(longVarint, 9), new byte[]{2}));
        refused(new byte[]{(byte) 0x80});
        refused(varint(-1));
        refused(varint(Integer.MAX_VALUE));
        refused(concat(varint(1L << 32), field(1, 1)));
        refused(delimited(field(1, 1)));
        refused(delimited(field(11, "")));
        refused(delimited(field(1, 0), field(11, "")));
        refused(delimited(field(1, 1L << 32), field(11, "")));
        refused(delimited(field(1, -1), field(11, "")));
        refused(delimited(field(1, "1"), field(11, "")));
        refused(delimited(field(1, 1), field(11, 1)));
        refused(delimited(new byte[]{0}, field(1, 1)));
        // Field 0, a field number above 2^29, groups, reserved wire types.
        refused(delimited(field(1, 1), varint(0), varint(0)));
        refused(delimited(field(1, 1), varint(1L << 35)));
        for (int type : new int[]{3, 4, 6, 7}) {
            refused(delimited(field(1, 1), varint((20 << 3) | type)));
            refused(delimited(field(1, 1), field(8, varint((20 << 3) | type))));
        }
        // A length that reaches past its message, though not past the frame.
        refused(concat(delimited(field(1, 1), varint((8 << 3) | 2), varint(20)), PING, PING, PING));
        refused(delimited(field(1, 1), field(8, varint((1 << 3) | 2), varint(-1))));
        refused(delimited(field(1, 1), field(8, varint((1 << 3) | 2), varint(1L << 31))));
        refused(delimited(field(1, 1), field(8, varint((9 << 3) | 5), new byte[3])));
        refused(delimited(field(1, 1), field(8, field(1, new byte[]{(byte) 0xff}))));
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> protobuf(bytes)).isInstanceOfSatisfying(DecodeException.class,
                e -> assertThat(e.code()).isEqualTo(3501));
    }

    @Test
    void p5_commandsInAFrameAreBounded() throws DecodeException {
        byte[] most = new byte[CommandDecoder.COMMANDS_MAX];
        assertThat(protobuf(most)).hasSize(CommandDecoder.COMMANDS_MAX);
        refused(new byte[CommandDecoder.COMMANDS_MAX + 1]);
        refused(new byte[1_000_000]);
    }

    @Test
    void everyPrefixOfACommandIsMalformed() {
        byte[] command = delimited(field(1, 300), field(5, field(1, "channel"), field(7, 1L << 40),
                field(8, new byte[200]), field(13, field(6, field(1, "x")))));
        for (int end = 0; end < command.length; end++) {
            refused(Arrays.copyOf(command, end));
        }
    }
}
