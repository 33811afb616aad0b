package tidings.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tidings.core.loop.Loop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// When one group is written: a moment after it has changed, or at once if somebody waits for that;
/// one write at a time.
@OwnedBy(Owner.LOOP)
final class GroupSaves {
    private static final long AFTER_MS = 1_000;
    private static final long RETRY_MS = 200;

    private final Loop loop;
    private final GroupJournal journal;
    private final Supplier<SessionState> state;
    /// Whether anything has changed since what was written last, or is being written.
    private boolean changed;
    private boolean writing;
    private boolean due;
    private boolean ended;
    private List<Runnable> waiting = new ArrayList<>(1);

    /// @param state as it is now
    GroupSaves(Loop loop, GroupJournal journal, Supplier<SessionState> state) {
        this.loop = loop;
        this.journal = journal;
        this.state = state;
    }

    void onChanged() {
        changed = true;
    }

    /// @param save called in a moment, once for all changes until then
    void saveLater(Runnable save) {
        if (!due) {
            due = true;
            loop.schedule(AFTER_MS, () -> {
                due = false;
                save.run();
            });
        }
    }

    /// @param then called once everything that is so now is on disk, or the group has ended
    void save(Runnable then) {
        if (ended || (!changed && !writing)) {
            then.run();
        } else {
            waiting.add(then);
            writeNext();
        }
    }

    private void writeNext() {
        if (writing) {
            return;
        }
        List<Runnable> told = waiting;
        waiting = new ArrayList<>(1);
        writing = true;
        changed = false;
        journal.save(state.get(), written -> {
            if (written || ended) {
                writing = false;
                told.forEach(Runnable::run);
                if (!waiting.isEmpty()) {
                    writeNext();
                }
            } else {
                changed = true;
                waiting.addAll(0, told);
                loop.schedule(RETRY_MS, () -> {
                    writing = false;
                    if (!ended) {
                        writeNext();
                    }
                });
            }
        });
    }

    /// The group is no more: whoever waits need not.
    void end() {
        ended = true;
        journal.remove();
        List<Runnable> told = waiting;
        waiting = new ArrayList<>(0);
        told.forEach(Runnable::run);
    }
}
