package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.centrifuge.wire.Wire.bytes;
import static tidings.gateway.centrifuge.wire.Wire.concat;
import static tidings.gateway.centrifuge.wire.Wire.delimited;
import static tidings.gateway.centrifuge.wire.Wire.field;
import static tidings.gateway.centrifuge.wire.Wire.message;
import static tidings.gateway.centrifuge.wire.Wire.utf8;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.core.fanout.Member;
import tidings.core.fanout.MemberEvent;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.log.Sender;

// NullAway forgets that an array is nullable where a record has a compact constructor.
@SuppressWarnings("NullAway")
class ProtobufEncoderTest {
    private static final byte[] NOTHING = new byte[0];
    private static final ChannelName CHANNEL = ChannelName.of("chän", NameLimits.DEFAULT);
    private static final Sender SENDER = new Sender("u", "s", utf8("{}"));
    private static final byte[] INFO = concat(field(1, "u"), field(2, "s"), field(3, "{}"));

    @Test
    void everyResultIsThereUnderItsNumber() {
        assertThat(reply(plain())).isEqualTo(delimited(field(1, 300), field(6, NOTHING)));
        assertThat(reply(new UnsubscribeResult())).isEqualTo(delimited(field(1, 300),
                field(7, NOTHING)));
        assertThat(reply(new PublishResult())).isEqualTo(delimited(field(1, 300),
                field(8, NOTHING)));
        assertThat(reply(new PresenceStatsResult(2, 1))).isEqualTo(delimited(field(1, 300),
                field(10, field(1, 2), field(2, 1))));
        assertThat(reply(new RPCResult(utf8("x")))).isEqualTo(delimited(field(1, 300),
                field(13, field(1, "x"))));
        assertThat(reply(new PresenceResult(List.of(SENDER)))).isEqualTo(delimited(field(1, 300),
                field(9, field(1, field(1, "s"), field(2, INFO)))));
        assertThat(reply(new HistoryResult(
                List.of(new Publication(message("a", PayloadKind.TEXT), 7)), "e", 9))).isEqualTo(
                        delimited(field(1, 300), field(11, field(1, field(4, "a"), field(6, 7)),
                                field(2, "e"), field(3, 9))));
    }

    @Test
    void connectAndSubscribeHaveAllTheyWereGiven() {
        SubscribeResult subscribe = new SubscribeResult(true, 5, true, "ep", List.of(
                new Publication(message("x", PayloadKind.TEXT, Map.of("k", "v"), SENDER), 5)), true,
                3, true, utf8("d"), true, true);
        byte[] expected = concat(field(1, 1), field(2, 5), field(3, 1), field(6, "ep"),
                field(7, field(4, "x"), field(5, INFO), field(6, 5),
                        field(7, field(1, "k"), field(2, "v"))),
                field(8, 1), field(9, 3), field(10, 1), field(11, "d"), field(12, 1), field(13, 1));
        assertThat(reply(subscribe)).isEqualTo(delimited(field(1, 300), field(6, expected)));
        assertThat(reply(new ConnectResult("c", "1", true, 60, utf8("d"), Map.of("n", subscribe),
                25, true, "s", "o", 1_700_000_000_000L))).isEqualTo(delimited(field(1, 300),
                        field(5, field(1, "c"), field(2, "1"), field(3, 1), field(4, 60),
                                field(5, "d"), field(6, field(1, "n"), field(2, expected)),
                                field(7, 25), field(8, 1), field(9, "s"), field(10, "o"),
                                field(11, 1_700_000_000_000L))));
    }

    @Test
    void errorsAndPings() {
        assertThat(bytes(out -> ProtobufEncoder.FRAMES.error(out, 1, 100, "no", true)))
                .isEqualTo(delimited(field(1, 1), field(2, field(1, 100), field(2, "no"),
                        field(3, 1))));
        assertThat(bytes(ProtobufEncoder.FRAMES::ping)).containsExactly(0);
    }

    @Test
    void anEndedSubscriptionIsThereUnderItsNumbers() {
        assertThat(bytes(
                out -> ProtobufEncoder.FRAMES.unsubscribed(out, "c", 2500, "why"))).isEqualTo(
                        pushed(field(2, "c"), field(7, field(2, 2500), field(3, "why"))));
    }

    /// Lengths of one to four bytes, at every level.
    @Test
    void longMessagesAreMovedToFitTheirLengths() {
        for (int length : new int[]{1, 100, 110, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124,
                125, 126, 127, 128, 129, 16_360, 16_370, 16_380, 16_383, 16_384, 16_400, 70_000,
                2_097_140, 2_097_152}) {
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) (i * 31);
            }
            Message message = new Message(payload, PayloadKind.BYTES, null, Map.of(), SENDER);
            byte[] one = pushed(field(2, "chän"), field(4, field(4, payload), field(5, INFO),
                    field(6, 1), field(14, "ep")));
            assertThat(bytes(out -> {
                ProtobufEncoder.FRAMES.publication(out, CHANNEL, "ep", message, 1);
                ProtobufEncoder.FRAMES.publication(out, CHANNEL, "ep", message, 1);
            })).isEqualTo(concat(one, one));
        }
    }

    @Test
    void memberEventsGoToTheirChannel() {
        assertThat(bytes(out -> ProtobufEncoder.FRAMES.member(out, CHANNEL,
                new MemberEvent.Left(new Member(SENDER)))))
                .isEqualTo(pushed(field(2, "chän"), field(6, field(1, INFO))));
    }

    private static SubscribeResult plain() {
        return new SubscribeResult(false, 0, false, "", List.of(), false, 0, false, null, false,
                false);
    }

    private static byte[] reply(Result result) {
        return bytes(out -> ProtobufEncoder.FRAMES.reply(out, 300, result));
    }

    private static byte[] pushed(byte[]... parts) {
        return delimited(field(4, parts));
    }
}
