package tidings.core.filter;

import java.util.List;
import tidings.core.loop.Loop;

/// Which channels anybody has a filter for, connected or away; every loop knows, for itself. From
/// any thread; every call only enqueues.
public final class Wanted {
    /// @param loop whose knowledge it is
    private record OnLoop(Loop loop, LoopWanted wanted) {}

    private final List<OnLoop> all;
    private final KeptBytes kept;

    public Wanted(List<? extends Loop> loops, KeptBytes kept) {
        this.kept = kept;
        this.all = loops.stream().map(loop -> new OnLoop(loop, new LoopWanted())).toList();
    }

    public LoopWanted on(Loop loop) {
        return all.get(loop.index()).wanted();
    }

    public void add(Filter filter) {
        kept.add(KeptBytes.FILTER);
        all.forEach(each -> each.loop().execute(() -> each.wanted().add(filter)));
    }

    /// Whoever holds a shared subscription keeps its text; its filter is the group's.
    ///
    /// @param count of those that it holds from now on; below 0 of those that it held
    public void hold(int count) {
        kept.add(count * KeptBytes.FILTER);
    }

    public void remove(Filter filter) {
        kept.add(-KeptBytes.FILTER);
        all.forEach(each -> each.loop().execute(() -> each.wanted().remove(filter)));
    }
}
