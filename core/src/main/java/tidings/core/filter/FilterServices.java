package tidings.core.filter;

import java.util.List;
import java.util.function.Consumer;
import tidings.core.rule.Rules;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopCounters;
import tidings.log.Log;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// What a filter session works with, on one loop.
///
/// @param windowMax messages that a session may have unacknowledged, whatever its client takes
public record FilterServices(Loop loop, LoopCounters counters, LoopTap tap, Log log, Rules rules,
        int windowMax) {

    /// Writes to a shard's tables; the answer comes on this loop.
    void write(int shard, List<TableWrite> writes, Consumer<WriteAnswer> reply) {
        log.write(shard, writes).whenComplete((answer, failure) -> loop.execute(() -> reply
                .accept(answer != null
                        ? answer
                        : new WriteAnswer.Unknown(String.valueOf(failure)))));
    }
}
