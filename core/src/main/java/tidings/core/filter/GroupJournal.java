package tidings.core.filter;

import java.util.function.Consumer;

/// Where a group is kept over a crash.
public interface GroupJournal {
    /// @param then called on the group's loop: whether it is on disk
    void save(SessionState state, Consumer<Boolean> then);

    /// The group is no more.
    void remove();
}
