package tidings.gateway.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.gateway.mqtt.wire.Version.V3_1_1;
import static tidings.gateway.mqtt.wire.Version.V5;
import static tidings.testkit.mqtt.MqttBytes.bytes;
import static tidings.testkit.mqtt.MqttBytes.utf8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Netty's codec reads what is written here, and what it writes is read here.
class SecondOpinionTest {
    /// Netty's side of a connection of this version.
    private static EmbeddedChannel netty(Version version) {
        EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(1 << 20),
                MqttEncoder.INSTANCE);
        connect(channel, version);
        return channel;
    }

    private static byte[] connect(EmbeddedChannel channel, Version version) {
        MqttProperties properties = new MqttProperties();
        if (version == V5) {
            properties.add(new MqttProperties.IntegerProperty(0x11, 7));
            properties.add(new MqttProperties.UserProperty("n", "v"));
        }
        return written(channel, MqttMessageBuilders.connect()
                .protocolVersion(version == V5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                .clientId("c").cleanSession(true).keepAlive(60).properties(properties)
                .willFlag(true).willQoS(MqttQoS.AT_LEAST_ONCE).willTopic("gone")
                .willMessage(utf8("bye")).hasUser(true).username("user").hasPassword(true)
                .password(utf8("secret")).build());
    }

    private static byte[] written(EmbeddedChannel channel, MqttMessage message) {
        assertThat(channel.writeOutbound(message)).isTrue();
        byte[] all = bytes();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all = bytes(all, ByteBufUtil.getBytes(out));
            out.release();
        }
        return all;
    }

    private static MqttMessage read(Version version, byte[] packet) {
        EmbeddedChannel channel = netty(version);
        channel.writeInbound(Unpooled.wrappedBuffer(packet));
        MqttMessage message = Objects.requireNonNull(channel.readInbound());
        assertThat(message.decoderResult().isSuccess()).isTrue();
        return message;
    }

    private static MqttMessage read(Version version, FromServer packet) {
        return read(version, PacketEncoderTest.written(PacketEncoder.of(version), packet));
    }

    @ParameterizedTest
    @EnumSource
    void whatNettyWritesIsRead(Version version) {
        EmbeddedChannel channel = netty(version);
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.StringProperty(0x03, "text/plain"));
        properties.add(new MqttProperties.IntegerProperty(0x02, 9));
        properties.add(new MqttProperties.UserProperty("n", "v"));
        Decoding.Seen seen = Decoding.decoded(connect(channel, version),
                written(channel, MqttMessageBuilders.publish().topicName("a/é").messageId(7)
                        .qos(MqttQoS.EXACTLY_ONCE).retained(true).properties(properties)
                        .payload(Unpooled.wrappedBuffer(utf8("hi"))).build()),
                written(channel, MqttMessageBuilders.subscribe().messageId(8)
                        .addSubscription(MqttQoS.AT_LEAST_ONCE, "a/#").build()),
                written(channel, MqttMessageBuilders.unsubscribe().messageId(9)
                        .addTopicFilter("a/#").build()),
                written(channel, MqttMessageBuilders.pubAck().packetId(10)
                        .reasonCode((byte) 0).properties(MqttProperties.NO_PROPERTIES).build()),
                written(channel, MqttMessage.PINGREQ));
        assertThat(seen.sentence()).isNull();
        Connect connect = (Connect) seen.packets().getFirst();
        assertThat(connect.version()).isEqualTo(version);
        assertThat(connect.userName()).isEqualTo("user");
        assertThat(connect.password()).containsExactly(utf8("secret"));
        assertThat(Objects.requireNonNull(connect.will()).topic()).isEqualTo("gone");
        assertThat(connect.properties().sessionExpirySeconds()).isEqualTo(version == V5 ? 7 : 0);
        Decoding.SeenPublish publish = (Decoding.SeenPublish) seen.packets().get(1);
        assertThat(publish.topic()).isEqualTo("a/é");
        assertThat(publish.packetId()).isEqualTo(7);
        assertThat(publish.payloadBytes()).containsExactly(utf8("hi"));
        assertThat(publish.messageExpirySeconds()).isEqualTo(version == V5 ? 9 : -1);
        assertThat(publish.contentType()).isEqualTo(version == V5 ? "text/plain" : "null");
        assertThat(seen.packets().subList(2, 6)).isEqualTo(List.of(
                new Subscribe(8, 0, List.of(new Subscribe.Filter("a/#",
                        new SubscriptionOptions(1, false, false, 0))), List.of()),
                new Unsubscribe(9, List.of("a/#"), List.of()),
                new Puback(10, ReasonCode.SUCCESS), new Pingreq()));
    }

    @Test
    void nettyReadsConnack() {
        Connack connack = new Connack(true, ReasonCode.SUCCESS,
                new ServerLimits(20, 1, false, 1_000, 10, true, true, false),
                new SessionTerms(60, 30, "id", null), null, null, Diagnostics.of("why"));
        MqttConnAckMessage of3 = (MqttConnAckMessage) read(V3_1_1, connack);
        assertThat(of3.variableHeader().isSessionPresent()).isTrue();
        MqttConnAckMessage of5 = (MqttConnAckMessage) read(V5, connack);
        assertThat(of5.variableHeader().connectReturnCode())
                .isEqualTo(MqttConnectReturnCode.CONNECTION_ACCEPTED);
        MqttProperties properties = of5.variableHeader().properties();
        Map.of(0x21, 20, 0x24, 1, 0x25, 0, 0x27, 1_000, 0x22, 10, 0x2a, 0, 0x11, 60, 0x13, 30)
                .forEach((id, value) -> assertThat(properties.getProperty(id).value())
                        .isEqualTo(value));
        assertThat(properties.getProperty(0x12).value()).isEqualTo("id");
        assertThat(properties.getProperty(0x1f).value()).isEqualTo("why");
    }

    @Test
    void nettyReadsSubackUnsubackDisconnectAndAuth() {
        List<ReasonCode> reasons = List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED);
        assertThat(((MqttSubAckMessage) read(V5, new Suback(1, reasons, Diagnostics.of("why"))))
                .payload().reasonCodes()).containsExactly(2, 0x87);
        assertThat(((MqttSubAckMessage) read(V3_1_1, new Suback(1, reasons, Diagnostics.NONE)))
                .payload().reasonCodes()).containsExactly(2, 0x80);
        assertThat(((MqttUnsubAckMessage) read(V5, new Unsuback(1,
                List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED), Diagnostics.NONE))).payload()
                .unsubscribeReasonCodes()).containsExactly((short) 0x11);
        MqttReasonCodeAndPropertiesVariableHeader disconnect = header(
                read(V5, Disconnect.of(ReasonCode.SESSION_TAKEN_OVER, "elsewhere")));
        assertThat(disconnect.reasonCode()).isEqualTo((byte) 0x8e);
        assertThat(disconnect.properties().getProperty(0x1f).value()).isEqualTo("elsewhere");
        assertThat(header(read(V5, new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
                new Authentication("SCRAM", bytes(1)), Diagnostics.NONE))).properties()
                .getProperty(0x15).value()).isEqualTo("SCRAM");
    }

    private static MqttReasonCodeAndPropertiesVariableHeader header(MqttMessage message) {
        return (MqttReasonCodeAndPropertiesVariableHeader) message.variableHeader();
    }

    @ParameterizedTest
    @EnumSource
    void nettyReadsPublishes(Version version) {
        byte[] block = MessageProperties.of(true, "text/plain", Map.of("n", "v")).block();
        PublishTemplate template = new PublishTemplate(version, 1, true, utf8("a/é"), block,
                utf8("hi"));
        MqttPublishMessage publish = (MqttPublishMessage) read(version, PublishTemplateTest
                .written(template, new Delivery(7, true, 5, false, 60, new int[]{1, 300})));
        assertThat(publish.fixedHeader().isDup()).isTrue();
        assertThat(publish.fixedHeader().isRetain()).isTrue();
        assertThat(publish.variableHeader().topicName()).isEqualTo("a/é");
        assertThat(publish.variableHeader().packetId()).isEqualTo(7);
        assertThat(ByteBufUtil.getBytes(publish.payload())).containsExactly(utf8("hi"));
        MqttProperties properties = publish.variableHeader().properties();
        if (version == V5) {
            assertThat(properties.getProperty(0x02).value()).isEqualTo(60);
            assertThat(properties.getProperty(0x23).value()).isEqualTo(5);
            assertThat(properties.getProperty(0x01).value()).isEqualTo(1);
            assertThat(properties.getProperties(0x0b)).extracting(p -> p.value())
                    .isEqualTo(List.of(1, 300));
        } else {
            assertThat(properties.isEmpty()).isTrue();
        }
        publish.release();
        MqttPublishMessage whole = (MqttPublishMessage) read(version,
                PublishTemplateTest.frame(version, false, utf8("t"), -1, block, utf8("x")));
        assertThat(whole.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_MOST_ONCE);
        assertThat(ByteBufUtil.getBytes(whole.payload())).containsExactly('x');
        whole.release();
    }
}
