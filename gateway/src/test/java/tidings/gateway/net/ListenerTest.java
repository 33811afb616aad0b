package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.log.TimeSource;

class ListenerTest {
    @ParameterizedTest
    @MethodSource("tidings.gateway.net.TestNet#transports")
    void anAddressThatCannotBeBoundIsNamedWithWhatToDo(Transport transport) {
        try (Loops loops = Loops.start(1, transport, TimeSource.SYSTEM, (_, _) -> {}, 1,
                ConnectionSettings.DEFAULT);
                Listener first = listen(loops, "localhost", 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> listen(loops, "localhost", first.port()))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port())
                    .hasMessageContaining("in use").hasMessageNotContaining("\n");
            assertThatThrownBy(() -> listen(loops, "no-such-host.invalid", 0))
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("no-such-host.invalid").hasMessageContaining("use ");
            assertThatThrownBy(() -> listen(loops, "203.0.113.1", 0))
                    .isInstanceOf(ListenException.class).hasMessageContaining("203.0.113.1:0");
        }
    }

    private static Listener listen(Loops loops, String host, int port) {
        return Listener.http(loops, host, port, new Router(), OriginPolicy.loopback(Set.of()),
                HttpSettings.DEFAULT, OutboxSettings.DEFAULT, ProxyProtocol.NONE);
    }
}
