package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.core.Tidings;
import tidings.core.filter.Delivery;
import tidings.core.filter.Filter;
import tidings.core.filter.FilterOptions;
import tidings.core.filter.FilterSession;
import tidings.core.filter.KeptBytes;
import tidings.core.filter.SessionState;
import tidings.core.home.Departure;
import tidings.core.home.SessionRecord;
import tidings.core.home.Visit;
import tidings.core.home.Will;
import tidings.core.identity.Identity;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rules;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;

/// What sessions keep is counted while it is there, connected or away.
class KeptBytesTest {
    private static final long EXPIRY_MS = 60_000;
    private static final int WILL_BYTES = 10_000;

    private final OneLoop one = new OneLoop(Rules.DEFAULT, 10_000, 200_000, 100_000);
    private final Tidings tidings = one.tidings;
    private final KeptBytes kept = tidings.loops().getFirst().filters().kept();
    private final List<Refusal> refusals = new ArrayList<>();

    private final class Connection extends OneLoop.Client implements Visit.Visitor {
        private final String client;
        private long expiryMs = EXPIRY_MS;
        private @Nullable FilterSession session;

        Connection(String client) {
            one.super();
            this.client = client;
        }

        Connection come(boolean clean, int willBytes, String... filters) {
            Will will = willBytes == 0
                    ? null
                    : new Will(ChannelName.of("w", NameLimits.DEFAULT),
                            new Message(new byte[willBytes], PayloadKind.BYTES, null, Map.of(),
                                    null, new Attributes(null, false, 0, 0, null)),
                            EXPIRY_MS, 0);
            one.loop.runNow(() -> tidings.homes()
                    .visit(new Visit(client, "", clean, EXPIRY_MS, will, one.loop, this)));
            one.world.runFor(1_000);
            FilterSession open = session;
            if (open != null) {
                one.loop.runNow(() -> {
                    for (String filter : filters) {
                        if (filter.startsWith("$share/")) {
                            open.share(filter, options(), () -> {});
                        } else {
                            open.subscribe(Filter.of(filter), options(), false);
                        }
                    }
                });
            }
            one.world.runFor(1_000);
            return this;
        }

        private static FilterOptions options() {
            return new FilterOptions(1, false, false, 0);
        }

        void unsubscribe(String filter) {
            FilterSession open = Objects.requireNonNull(session);
            one.loop.runNow(() -> assertThat(open.unsubscribe(filter)).isTrue());
            one.world.runFor(1_000);
        }

        void go(boolean silently) {
            FilterSession open = session;
            session = null;
            if (open != null) {
                one.loop.runNow(() -> open.close(state -> tidings.homes().leave(this, client,
                        new Departure(expiryMs, !silently, state, Map.of()))));
            }
            one.world.runFor(1_000);
        }

        @Override
        public void onAdmitted(@Nullable SessionRecord record) {
            FilterSession opened = new FilterSession(tidings.loops().getFirst().filters(),
                    Identity.of(tidings.users().hold(""), client, null), this, this, null,
                    tidings.homes(), 64, record == null ? SessionState.NEW : record.state());
            session = opened;
            opened.open(() -> {});
        }

        @Override
        public void send(Delivery delivery) {}

        @Override
        public void onRefused(Refusal why) {
            refusals.add(why);
        }

        @Override
        public void onForeign() {}

        @Override
        public void onTakenOver() {
            go(false);
        }
    }

    @Test
    void nothingIsCountedOnceASessionHasEnded() {
        Connection first = new Connection("a").come(false, WILL_BYTES, "x", "y/#", "$share/g/z",
                "x");
        long connected = kept.bytes();
        assertThat(connected).isGreaterThan(WILL_BYTES + 4 * 1_000);
        first.go(true);
        assertThat(kept.bytes()).as("its will waits").isEqualTo(connected);
        Connection second = new Connection("a").come(false, 0);
        assertThat(kept.bytes()).as("back without a will").isEqualTo(connected - WILL_BYTES);
        second.unsubscribe("x");
        assertThat(kept.bytes()).isLessThan(connected - WILL_BYTES);
        Connection third = new Connection("a").come(false, WILL_BYTES, "x");
        assertThat(kept.bytes()).as("taken over").isEqualTo(connected);
        third.expiryMs = 0;
        third.go(true);
        assertThat(kept.bytes()).as("ended").isZero();

        new Connection("b").come(false, 0, "x", "$share/g/z").go(false);
        Connection clean = new Connection("b").come(true, 0);
        clean.go(false);
        one.world.runFor(EXPIRY_MS);
        assertThat(kept.bytes()).as("begun anew, and expired").isZero();
        assertThat(one.stops).isEmpty();
    }

    @Test
    void whoIsNewIsRefusedWhenItIsTooMuchAndWhoComesBackIsNot() {
        for (int i = 0; refusals.isEmpty() && i < 100; i++) {
            new Connection("w" + i).come(false, WILL_BYTES).go(true);
        }
        assertThat(refusals).singleElement().isInstanceOf(Refusal.Overloaded.class);
        assertThat(kept.bytes()).isBetween(100_000L, 100_000L + 2 * WILL_BYTES);
        assertThat(new Connection("w0").come(false, WILL_BYTES).session).as("a large will")
                .isNull();
        assertThat(new Connection("new").come(false, 0).session).as("a new one").isNull();
        long full = kept.bytes();
        assertThat(new Connection("w1").come(false, 100).session).isNotNull();
        assertThat(kept.bytes()).as("its old will is gone").isEqualTo(full - WILL_BYTES + 100);
        assertThat(one.stops).isEmpty();
    }
}
