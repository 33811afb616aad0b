package tidings.gateway.fuzz;

import tidings.gateway.api.ApiRequestFuzz;
import tidings.gateway.centrifuge.TidingsSendFuzz;
import tidings.gateway.centrifuge.wire.JsonCommandsFuzz;
import tidings.gateway.centrifuge.wire.ProtobufCommandsFuzz;
import tidings.gateway.http.HttpValuesFuzz;
import tidings.gateway.mqtt.wire.MqttPacketsFuzz;
import tidings.gateway.net.HttpRequestsFuzz;
import tidings.gateway.net.ProxyHeadersFuzz;
import tidings.gateway.net.WebSocketFramesFuzz;
import tidings.gateway.payload.JsonScannerFuzz;
import tidings.testkit.fuzz.FuzzTest;

class GatewayFuzzTest extends FuzzTest {
    GatewayFuzzTest() {
        super(WebSocketFramesFuzz.class, HttpRequestsFuzz.class, HttpValuesFuzz.class,
                JsonCommandsFuzz.class, ProtobufCommandsFuzz.class, TidingsSendFuzz.class,
                ApiRequestFuzz.class, JsonScannerFuzz.class, MqttPacketsFuzz.class,
                ProxyHeadersFuzz.class);
    }
}
