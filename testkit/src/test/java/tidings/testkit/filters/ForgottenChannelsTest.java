package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.channel.ShardLimits;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.SessionState;
import tidings.core.identity.Identity;

/// Channels that their shard does not keep at hand when nobody is subscribed to them.
class ForgottenChannelsTest {
    private final OneLoop one = new OneLoop(OneLoop.transientIn("fleeting*"),
            new ShardLimits(1_000_000, 0, 100), 200_000, Long.MAX_VALUE,
            log -> log);

    private final class Outlet extends OneLoop.Client {
        private final List<String> channels = new ArrayList<>();

        Outlet() {
            one.super();
        }

        @Override
        public void send(Delivery delivery) {
            channels.add(delivery.channel().value());
        }
    }

    /// The log gives back what is relayed in a turn of its own.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatIsRelayedComesToFiltersWhenItsChannelIsForgotten(int qos) {
        Outlet outlet = new Outlet();
        FilterSession session = new FilterSession(one.tidings.loops().getFirst().filters(),
                Identity.of(one.tidings.users().hold(""), "device", null), outlet, outlet, null,
                one.tidings.homes(), 100, SessionState.NEW);
        one.loop.runNow(() -> session.open(() -> session.subscribe(Filter.of("#"),
                new FilterOptions(1, false, false, 0), false)));
        one.world.runFor(1_000);
        for (int i = 0; i < 10; i++) {
            var _ = one.publish("fleeting" + i, new byte[1], qos);
            one.world.runFor(100);
        }
        assertThat(outlet.channels).hasSize(10).doesNotHaveDuplicates();
        assertThat(one.stops).isEmpty();
    }
}
