package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.0.1, 11.0.0.0", "10.1.2.3, 10.1.2.3, 10.1.2.2",
            "192.168.4.128/25, 192.168.4.255, 192.168.4.127", "0.0.0.0/0, 203.0.113.9, ::1",
            "fd00::/8, fdff::1, fe00::1", "2001:db8::7, 2001:db8::7, 2001:db8::8",
            "::/0, 2001:db8::1, 10.0.0.1", "::ffff:10.0.0.1, 10.0.0.1, ::10.0.0.1"})
    void aNetworkHasItsAddressesAndNoOthers(String network, String inside, String outside) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(inside))).isTrue();
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(outside))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.1.2.3", "fd00:0:0:0:0:0:0:0/8"})
    void itIsShownAsItIsWritten(String network) {
        assertThat(Network.parse(network)).hasToString(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "localhost", "10.1", "010.0.0.0/8", "10.0.0.0/", "10.0.0.0/x",
            "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8", "fe80::1%eth0", "[::1]", "::/129",
            "10.0.0.0/8/8", "10.0.0.0:80"})
    void whatIsNoNetworkIsRefusedByItsName(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no network");
    }
}
