package tidings.testkit.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tidings.core.filter.Assignment;
import tidings.core.filter.Filter;
import tidings.core.filter.GroupJournal;
import tidings.core.filter.GroupSession;
import tidings.core.filter.InFlight;
import tidings.core.filter.SessionState;
import tidings.core.rule.Rules;

/// Sharers whose sessions end with their connections, and what they take with QoS 2.
class GuestsOfAGroupTest {
    private static final String SHARED = "$share/g/tasks";

    private final OneLoop one = new OneLoop(Rules.DEFAULT, 100, 200_000);
    private final Disk disk = new Disk();
    private final GroupSession group = new GroupSession(one.tidings.loops().getFirst().filters(),
            SHARED, Filter.of("tasks"), SessionState.NEW, Set.of(), disk, () -> {});

    /// Answers when it is told to.
    private static final class Disk implements GroupJournal {
        private final ArrayDeque<Consumer<Boolean>> unanswered = new ArrayDeque<>();

        @Override
        public void save(SessionState state, Consumer<Boolean> then) {
            unanswered.add(then);
        }

        @Override
        public void remove() {}
    }

    private final class Sharer extends OneLoop.Guest {
        private final boolean kept;
        private final List<Boolean> taken = new ArrayList<>();

        Sharer(String client, boolean kept) {
            one.super(client);
            this.kept = kept;
        }

        @Override
        public boolean kept() {
            return kept;
        }

        @Override
        public void give(Assignment assignment) {
            InFlight given = Objects.requireNonNull(assignment.inFlight());
            group.take(client(), new InFlight(1, 1, given.shard(), given.sequence(),
                    given.channel(), given.epoch(), given.offset(), 2, false, false, true,
                    new int[0], SHARED), loop(), taken::add);
        }
    }

    private void run(Runnable what) {
        one.loop.runNow(what);
        one.world.runFor(3_000);
    }

    private void answerAll() {
        run(() -> {
            while (!disk.unanswered.isEmpty()) {
                disk.unanswered.removeFirst().accept(true);
            }
        });
    }

    /// Its record may say still that it holds the group, and what that begins with after a crash is
    /// what is on disk of the group.
    @Test
    void whatAGuestTakesIsNotedAsLongAsASessionThatLeftMayComeBack() {
        Sharer kept = new Sharer("kept", true);
        Sharer guest = new Sharer("guest", false);
        run(group::open);
        run(() -> group.join(kept, 2, () -> {}));
        run(() -> group.join(guest, 2, () -> {}));
        run(() -> group.quit(kept, Set.of()));
        answerAll();
        one.publish("tasks", new byte[1], 2);
        one.world.runFor(500);
        assertThat(guest.taken).as("not before it is on disk").isEmpty();
        answerAll();
        assertThat(guest.taken).containsExactly(true);
        assertThat(one.stops).isEmpty();
    }

    @Test
    void whatGuestsAloneHoldIsNotedNowhere() {
        Sharer guest = new Sharer("guest", false);
        run(group::open);
        run(() -> group.join(guest, 2, () -> {}));
        one.publish("tasks", new byte[1], 2);
        one.world.runFor(3_000);
        assertThat(guest.taken).containsExactly(true);
        assertThat(disk.unanswered).isEmpty();
        assertThat(one.stops).isEmpty();
    }
}
