package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.centrifuge.wire.Wire.message;
import static tidings.gateway.centrifuge.wire.Wire.utf8;
import static tidings.gateway.centrifuge.wire.Wire.written;

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
class JsonEncoderTest {
    private static final ChannelName CHANNEL = ChannelName.of("a\"ü\\", NameLimits.DEFAULT);
    private static final Sender SENDER = new Sender("u", "s", utf8("{\"n\":\n1}"));

    @Test
    void resultsAreAlwaysThereAndEmptyFieldsAreNot() {
        assertThat(reply(new PublishResult())).isEqualTo("{\"id\":7,\"publish\":{}}");
        assertThat(reply(new UnsubscribeResult())).isEqualTo("{\"id\":7,\"unsubscribe\":{}}");
        assertThat(reply(new RPCResult(null))).isEqualTo("{\"id\":7,\"rpc\":{}}");
        assertThat(reply(new RPCResult(utf8("[1]"))))
                .isEqualTo("{\"id\":7,\"rpc\":{\"data\":[1]}}");
        assertThat(reply(plain())).isEqualTo("{\"id\":7,\"subscribe\":{}}");
        assertThat(reply(
                new ConnectResult("", "", false, 0, null, Map.of(), 0, false, "", "", 0)))
                .isEqualTo("{\"id\":7,\"connect\":{}}");
    }

    @Test
    void someFieldsAreThereEvenWhenEmpty() {
        assertThat(reply(new PresenceResult(List.of())))
                .isEqualTo("{\"id\":7,\"presence\":{\"presence\":{}}}");
        assertThat(reply(new PresenceStatsResult(0, 0)))
                .isEqualTo("{\"id\":7,\"presence_stats\":{\"num_clients\":0,\"num_users\":0}}");
        assertThat(reply(new HistoryResult(List.of(), "", 0))).isEqualTo(
                "{\"id\":7,\"history\":{\"publications\":[],\"epoch\":\"\",\"offset\":0}}");
        assertThat(reply(new PresenceResult(List.of(new Sender("", "", null), SENDER)))).isEqualTo(
                "{\"id\":7,\"presence\":{\"presence\":{\"\":{\"user\":\"\",\"client\":\"\"},"
                        + "\"s\":{\"user\":\"u\",\"client\":\"s\",\"conn_info\":{\"n\": 1}}}}}");
    }

    @Test
    void aConnectResultHasAllItWasGiven() {
        assertThat(reply(new ConnectResult("c", "1", true, 60, utf8("{}"), Map.of("n", plain()), 25,
                true, "s", "o", 1_700_000_000_000L))).isEqualTo(
                        "{\"id\":7,\"connect\":{\"client\":\"c\",\"version\":\"1\","
                                + "\"expires\":true,\"ttl\":60,\"data\":{},\"subs\":{\"n\":{}},"
                                + "\"ping\":25,\"pong\":true,\"session\":\"s\",\"node\":\"o\","
                                + "\"time\":1700000000000}}");
    }

    @Test
    void aSubscribeResultHasItsPublications() {
        assertThat(reply(new SubscribeResult(true, 5, true, "ep",
                List.of(new Publication(message("1", PayloadKind.JSON), 4),
                        new Publication(message("x", PayloadKind.TEXT, Map.of("k", "v"), SENDER),
                                5)),
                true, 3, true, utf8("0"), true, true))).isEqualTo(
                        "{\"id\":7,\"subscribe\":{\"expires\":true,\"ttl\":5,\"recoverable\":true,"
                                + "\"epoch\":\"ep\",\"publications\":[{\"data\":1,\"offset\":4},"
                                + "{\"data\":\"x\",\"info\":{\"user\":\"u\",\"client\":\"s\","
                                + "\"conn_info\":{\"n\": 1}},\"offset\":5,\"tags\":{\"k\":\"v\"}}],"
                                + "\"recovered\":true,\"offset\":3,\"positioned\":true,\"data\":0,"
                                + "\"was_recovering\":true,\"delta\":true}}");
    }

    @Test
    void errorsSayWhetherToTryAgain() {
        assertThat(
                written(out -> JsonEncoder.FRAMES.error(out, 4294967295L, 100, "no\u0001", true)))
                .isEqualTo("{\"id\":4294967295,\"error\":{\"code\":100,\"message\":\"no\\u0001\","
                        + "\"temporary\":true}}");
        assertThat(written(out -> JsonEncoder.FRAMES.error(out, 1, 107, "bad", false)))
                .isEqualTo("{\"id\":1,\"error\":{\"code\":107,\"message\":\"bad\"}}");
    }

    @Test
    void anEndedSubscriptionHasWhatSdksIndexInto() {
        assertThat(written(
                out -> JsonEncoder.FRAMES.unsubscribed(out, "c", 2500, "why"))).isEqualTo(
                        "{\"push\":{\"channel\":\"c\",\"unsubscribe\":{\"code\":2500,\"reason\":\"why\"}}}");
    }

    @Test
    void payloadsOfEveryKindAreValidJsonOnOneLine() {
        assertThat(pub(message("{\"a\":\r\n[1,\n2]}", PayloadKind.JSON), 0))
                .isEqualTo("{\"data\":{\"a\":  [1, 2]}}");
        assertThat(pub(message("a\n\"é\"\u0000\t\\", PayloadKind.TEXT), 9)).isEqualTo(
                "{\"data\":\"a\\n\\\"é\\\"\\u0000\\t\\\\\",\"offset\":9}");
        assertThat(pub(message("", PayloadKind.TEXT), 0)).isEqualTo("{\"data\":\"\"}");
        assertThat(pub(message("\u0000", PayloadKind.BYTES), 0))
                .isEqualTo("{\"data\":{\"base64\":\"AA==\"}}");
        assertThat(pub(new Message(utf8("abcde"), PayloadKind.BYTES, "a/\"b\"", Map.of(), null), 0))
                .isEqualTo("{\"data\":{\"base64\":\"YWJjZGU=\",\"type\":\"a/\\\"b\\\"\"}}");
    }

    @Test
    void theFirstOffsetOfAChannelCarriesTheEpoch() {
        assertThat(pub(message("1", PayloadKind.JSON), 1))
                .isEqualTo("{\"data\":1,\"offset\":1,\"epoch\":\"ep\"}");
        assertThat(pub(message("1", PayloadKind.JSON), Long.MAX_VALUE))
                .isEqualTo("{\"data\":1,\"offset\":9223372036854775807}");
    }

    @Test
    void memberEventsGoToTheirChannel() {
        assertThat(written(out -> JsonEncoder.FRAMES.member(out, CHANNEL,
                new MemberEvent.Joined(new Member(new Sender("u", "s", null)))))).isEqualTo(
                        "{\"push\":{\"channel\":\"a\\\"ü\\\\\",\"join\":{\"info\":{\"user\":\"u\","
                                + "\"client\":\"s\"}}}}");
    }

    @Test
    void messagesOfAFrameArePartedByANewline() {
        assertThat(written(out -> two(JsonEncoder.FRAMES, out))).isEqualTo("{}\n{}");
    }

    private static void two(Encoder encoder, io.netty.buffer.ByteBuf out) {
        encoder.ping(out);
        encoder.ping(out);
    }

    private static SubscribeResult plain() {
        return new SubscribeResult(false, 0, false, "", List.of(), false, 0, false, null, false,
                false);
    }

    private static String reply(Result result) {
        return written(out -> JsonEncoder.FRAMES.reply(out, 7, result));
    }

    /// What is in a publication's `pub`.
    private static String pub(Message message, long offset) {
        String all = written(
                out -> JsonEncoder.FRAMES.publication(out, CHANNEL, "ep", message, offset));
        String before = "{\"push\":{\"channel\":\"a\\\"ü\\\\\",\"pub\":";
        assertThat(all).startsWith(before).endsWith("}}");
        return all.substring(before.length(), all.length() - 2);
    }
}
