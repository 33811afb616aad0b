package tidings.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UsersTest {
    private static final long START_NS = -7;

    private final AtomicLong nowNs = new AtomicLong(START_NS);
    private final Users users = new Users(new NewChannelLimits(10, 2), nowNs::get);

    private boolean mayMakeOne(String id) {
        User user = users.hold(id);
        boolean may = user.newChannels().available(nowNs.get());
        users.release(user);
        return may;
    }

    private void makeOne(String id) {
        User user = users.hold(id);
        users.onNewChannel(user);
        users.release(user);
    }

    @Test
    void whatAUserHasUsedUpOutlivesItsSessionsForAsLongAsItCounts() {
        makeOne("alice");
        assertThat(mayMakeOne("alice")).isTrue();
        makeOne("alice");
        assertThat(mayMakeOne("alice")).isFalse();
        assertThat(mayMakeOne("bob")).isTrue();
        nowNs.addAndGet(NewChannelLimits.SPAN.toNanos() / 2);
        assertThat(mayMakeOne("alice")).isTrue();
        assertThat(users.leftCount()).isEqualTo(1);
        nowNs.addAndGet(NewChannelLimits.SPAN.toNanos() / 2);
        makeOne("bob");
        assertThat(mayMakeOne("alice")).isTrue();
        assertThat(users.leftCount()).as("bob's, and nothing of alice").isEqualTo(1);
    }

    @Test
    void aChannelThatIsMadeAfterTheUserHasLeftCounts() {
        User first = users.hold("alice");
        users.release(first);
        User second = users.hold("alice");
        users.onNewChannel(first);
        users.release(second);
        users.onNewChannel(first);
        assertThat(mayMakeOne("alice")).isFalse();
    }

    @Test
    void soManyWhoHaveLeftAreRemembered() {
        for (int i = 0; i < 10_100; i++) {
            makeOne("user" + i);
        }
        assertThat(users.leftCount()).isEqualTo(10_000);
        assertThat(users.count()).isZero();
    }
}
