package tidings.gateway.centrifuge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.gateway.centrifuge.wire.Wire.json;
import static tidings.gateway.centrifuge.wire.Wire.utf8;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.PayloadKind;

class JsonCommandDecoderTest {
    @Test
    void everyRequestIsRead() throws DecodeException {
        assertThat(json("""
                {"id":1,"connect":{"token":"t","data":{"a": 1},"subs":{"n":{"recover":true,\
                "epoch":"e","offset":7},"x":null},"name":"js","version":"5","headers":{"h":"v"},\
                "flag":1}}
                {"id":2,"subscribe":{"channel":"c","token":"t","recover":true,"epoch":"e",\
                "offset":9007199254740991,"data":[1],"positioned":true,"recoverable":true,\
                "join_leave":true,"delta":"fossil","tf":{"op":"and","nodes":[]},"flag":3,"type":1}}
                {"id":3,"unsubscribe":{"channel":"c"}}
                {"publish":{"channel":"c","data":"hi","type":1,"key":"k","removed":true},"id":4}
                {"id":5,"presence":{"channel":"c"}}
                {"id":6,"presence_stats":{"channel":"c"}}
                {"id":7,"history":{"channel":"c","limit":-1,"since":{"offset":3,"epoch":"e"},\
                "reverse":true}}
                {"id":8,"ping":{}}
                {"send":{"data":true}}
                {"id":10,"rpc":{"data":{},"method":"m"}}
                {"id":11,"refresh":{"token":"t"}}
                {"id":12,"sub_refresh":{"channel":"c","token":"t","type":2}}
                {}
                """)).usingRecursiveFieldByFieldElementComparator().containsExactly(
                new ConnectRequest(1, "t", utf8("{\"a\": 1}"),
                        Map.of("n",
                                new SubscribeRequest(0, "n", "", true, "e", 7, null, false, false,
                                        false, "", false, 0, 0)),
                        "js", "5", Map.of("h", "v"), 1),
                new SubscribeRequest(2, "c", "t", true, "e", 9007199254740991L, utf8("[1]"), true,
                        true, true, "fossil", true, 3, 1),
                new UnsubscribeRequest(3, "c"),
                new PublishRequest(4, "c", utf8("\"hi\""), PayloadKind.JSON, 1, "k", true),
                new PresenceRequest(5, "c"), new PresenceStatsRequest(6, "c"),
                new HistoryRequest(7, "c", -1, new StreamPosition(3, "e"), true),
                new PingRequest(8), new SendRequest(0, utf8("true")),
                new RPCRequest(10, utf8("{}"), "m"), new RefreshRequest(11, "t"),
                new SubRefreshRequest(12, "c", "t", 2), new EmptyCommand());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "1.50", "1e999", "-12E+3", "\"\"", "\"a\\u0000\\ud800\"",
            "true", "false", "null", "[]", "{}", "[1, 2 ,{\"a\" : [ ] }]", "{ \"k\":\t\"v\" }",
            "\"\u00e9\ud83d\ude00\"", "123456789012345678901234567890"})
    void aPayloadIsKeptExactlyAsItWasSent(String payload) throws DecodeException {
        for (String before : new String[]{"", " ", "\n\t"}) {
            for (String after : new String[]{"", " ", "\r\n"}) {
                String command = "{\"id\":1,\"publish\":{\"data\":" + before + payload + after
                        + ",\"channel\":\"c\"}}";
                assertThat(((PublishRequest) json(command).getFirst()).data())
                        .asString(java.nio.charset.StandardCharsets.UTF_8).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "18446744073709551615"})
    void anOffsetBeyondEveryHeadIsRead(String offset) throws DecodeException {
        assertThat(json("{\"id\":1,\"subscribe\":{\"channel\":\"c\",\"offset\":" + offset + "}}"))
                .first().extracting(c -> ((SubscribeRequest) c).offset())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(json("{\"id\":1,\"history\":{\"channel\":\"c\",\"since\":{\"offset\":" + offset
                + "}}}")).first().extracting(c -> ((HistoryRequest) c).since())
                .isEqualTo(new StreamPosition(Long.MAX_VALUE, ""));
    }

    @Test
    void nullIsAbsentButIsAPayload() throws DecodeException {
        assertThat(json("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":null,\"key\":null}}"))
                .usingRecursiveFieldByFieldElementComparator().containsExactly(
                        new PublishRequest(1, "c", utf8("null"), PayloadKind.JSON, 0, "", false));
        assertThat(json("{\"id\":1,\"connect\":null,\"ping\":{}}"))
                .containsExactly(new PingRequest(1));
        assertThat(json("{\"id\":null}")).containsExactly(new EmptyCommand());
    }

    @Test
    void ofSeveralRequestsTheLowestNumberCounts() throws DecodeException {
        assertThat(json("{\"id\":1,\"ping\":{},\"presence\":{\"channel\":\"c\"}}"))
                .containsExactly(new PresenceRequest(1, "c"));
    }

    @Test
    void unknownKeysAreSkippedWhateverTheyHold() throws DecodeException {
        assertThat(json("{\"x\":[{\"y\":null}],\"id\":1,\"x\":1,"
                + "\"presence\":{\"z\":{},\"channel\":\"c\",\"z\":2}}"))
                .containsExactly(new PresenceRequest(1, "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\n\n", "[]", "1", "null", "{", "{}x", "{}{}", "{} {}",
            "{\"id\":1}", "{\"id\":1,\"foo\":{}}", "{\"ping\":{}}", "{\"id\":0,\"ping\":{}}",
            "{\"id\":-1,\"ping\":{}}", "{\"id\":4294967296,\"ping\":{}}",
            "{\"id\":1.0,\"ping\":{}}", "{\"id\":1e1,\"ping\":{}}", "{\"id\":\"1\",\"ping\":{}}",
            "{\"id\":99999999999999999999,\"ping\":{}}", "{\"id\":1,\"ping\":[]}",
            "{\"id\":1,\"ping\":1}", "{\"id\":1,\"id\":2,\"ping\":{}}",
            "{\"id\":1,\"ping\":{},\"ping\":{}}", "{\"id\":01,\"ping\":{}}",
            "{\"id\":1,\"presence\":{\"channel\":\"a\",\"channel\":\"b\"}}",
            "{\"id\":1,\"presence\":{\"channel\":1}}", "{\"id\":1,\"presence\":{\"channel\":\"a}}",
            "{\"id\":1,\"subscribe\":{\"recover\":1}}",
            "{\"id\":1,\"subscribe\":{\"offset\":-1}}",
            "{\"id\":1,\"subscribe\":{\"offset\":18446744073709551616}}",
            "{\"id\":1,\"subscribe\":{\"offset\":1.0}}",
            "{\"id\":1,\"publish\":{\"data\":tru}}", "{\"id\":1,\"publish\":{\"data\":}}",
            "{\"id\":1,\"publish\":{\"data\":'a'}}", "{\"id\":1,\"publish\":{\"data\":NaN}}",
            "{\"id\":1,\"publish\":{\"data\":\"\u0000\"}}",
            "{\"id\":1,\"publish\":{\"data\":\"\\x\"}}",
            "{\"id\":1,\"publish\":{\"data\":\"\\u12g4\"}}",
            "{\"id\":1,\"publish\":{\"data\":[1,]}}", "{\"id\":1,\"publish\":{\"data\":{\"a\"}}}",
            "{\"id\":1,\"publish\":{\"data\":1}},",
            "{\"id\":1,\"connect\":{\"headers\":{\"a\":1}}}",
            "{\"id\":1,\"connect\":{\"headers\":{\"a\":\"1\",\"a\":\"2\"}}}",
            "{\"id\":1,\"ping\":{}}\u0000"})
    void whatIsMalformedEndsTheConnection(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOfSatisfying(DecodeException.class, e -> {
            assertThat(e.code()).isEqualTo(3501);
            assertThat(e.getStackTrace()).isEmpty();
        });
    }

    @Test
    void p3_aFrameThatIsNotUtf8IsRefused() {
        byte[] start = utf8("{\"id\":1,\"publish\":{\"data\":\"");
        byte[] end = utf8("\"}}");
        for (byte[] wrong : new byte[][]{{(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0,
                (byte) 0x80}, {(byte) 0xff}, {(byte) 0xe2, (byte) 0x82}}) {
            byte[] all = Wire.concat(start, wrong, end);
            assertThatThrownBy(() -> new JsonCommandDecoder().decode(all, all.length))
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void p4_depthIsBounded() throws DecodeException {
        String deep = "[".repeat(60) + "]".repeat(60);
        assertThat(json("{\"id\":1,\"publish\":{\"data\":" + deep + "}}")).hasSize(1);
        String deeper = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> json("{\"id\":1,\"publish\":{\"data\":" + deeper + "}}"))
                .isInstanceOf(DecodeException.class).hasMessageContaining("deep");
    }

    @Test
    void p4_aMillionKeysAreSkippedWithoutBeingKept() throws DecodeException {
        StringBuilder text = new StringBuilder("{\"id\":1,\"ping\":{\"a\":0");
        for (int i = 0; i < 1_000_000; i++) {
            text.append(",\"k").append(i).append("\":0");
        }
        assertThat(json(text.append("}}").toString())).containsExactly(new PingRequest(1));
    }

    @Test
    void p5_commandsInAFrameAreBounded() throws DecodeException {
        String most = "{}\n".repeat(CommandDecoder.COMMANDS_MAX);
        assertThat(json(most)).hasSize(CommandDecoder.COMMANDS_MAX);
        assertThatThrownBy(() -> json(most + "{}")).isInstanceOf(DecodeException.class);
    }

    @Test
    void blankLinesBetweenCommandsAreNothing() throws DecodeException {
        assertThat(json("\n{}\r\n\n{}\n\n")).hasSize(2);
    }

    @Test
    void everyPrefixOfACommandIsMalformed() {
        String command = "{\"id\":12,\"publish\":{\"channel\":\"a\\u00e9\",\"data\":{\"x\":[1.5e3,"
                + "null,true]},\"type\":0}}";
        for (int end = 1; end < command.length(); end++) {
            String prefix = command.substring(0, end);
            assertThatThrownBy(() -> json(prefix)).isInstanceOf(DecodeException.class);
        }
    }
}
