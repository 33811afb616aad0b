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
        kept.addFilters(1);
        all.forEach(each -> each.loop().execute(() -> each.wanted().add(filter)));
    }

    public void remove(Filter filter) {
        kept.addFilters(-1);
        all.forEach(each -> each.loop().execute(() -> each.wanted().remove(filter)));
    }
}
