package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tidings.core.channel.Publish;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.InFlight;
import tidings.core.filter.Journal;
import tidings.core.filter.SessionState;
import tidings.core.identity.Identity;
import tidings.core.rule.Rules;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;

/// A subscription whose states are given over many connections.
class StatesOverConnectionsTest {
    private static final int STATES = 500;
    private static final int WINDOW = 20;

    private final OneLoop one = new OneLoop(Rules.DEFAULT, 10_000, 200_000);
    private final Set<String> received = new HashSet<>();

    private final class Connection extends OneLoop.Client implements Journal {
        private final List<Integer> resent = new ArrayList<>();
        private final FilterSession session;

        Connection(SessionState state) {
            one.super();
            session = new FilterSession(one.tidings.loops().getFirst().filters(),
                    Identity.of(one.tidings.users().hold(""), "a", null), this, this, this,
                    one.tidings.homes(), WINDOW, state);
            one.loop.runNow(() -> session.open(() -> {}));
            one.world.runFor(1_000);
        }

        /// Acknowledges what came again, and leaves with as much that it has not.
        SessionState goOn() {
            one.loop.runNow(() -> resent.forEach(session.deliveries()::acknowledge));
            one.world.runFor(10_000);
            List<SessionState> left = new ArrayList<>();
            one.loop.runNow(() -> session.close(left::add));
            one.world.runFor(1_000);
            return left.getFirst();
        }

        @Override
        public void send(Delivery delivery) {
            received.add(delivery.channel().value());
            if (delivery.duplicate()) {
                resent.add(delivery.packetId());
            }
        }

        @Override
        public void write(List<InFlight> notes, Consumer<Boolean> then) {
            one.loop.execute(() -> then.accept(true));
        }

        @Override
        public void finish(InFlight done) {}
    }

    @Test
    void aRecordRemembersOfThemWhatMayBeMetAgain() {
        for (int i = 0; i < STATES; i++) {
            ChannelName name = ChannelName.of("s/" + i, NameLimits.DEFAULT);
            Message message = new Message(new byte[1], PayloadKind.BYTES, null, Map.of(), null,
                    new Attributes("", false, 0, 1, null));
            one.loop.runNow(() -> one.tidings.shardOf(name).publish(new Publish(name, message,
                    null, false, null, List.of(), null, _ -> {}, 0)));
        }
        one.world.runFor(10_000);
        Connection first = new Connection(SessionState.NEW);
        one.loop.runNow(() -> first.session.subscribe(Filter.of("s/#"),
                new FilterOptions(1, false, false, 0), true));
        SessionState state = first.goOn();
        int connections = 1;
        while (!state.beginnings().isEmpty() && connections < 2 * STATES / WINDOW) {
            assertThat(state.beginnings().getFirst().given()).hasSizeLessThanOrEqualTo(WINDOW);
            state = new Connection(state).goOn();
            connections++;
        }
        assertThat(connections).isGreaterThan(STATES / WINDOW / 2);
        assertThat(received).hasSize(STATES);
        assertThat(one.stops).isEmpty();
    }
}
