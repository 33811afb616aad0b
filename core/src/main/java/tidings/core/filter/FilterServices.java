package tidings.core.filter;

import tidings.core.rule.Rules;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopCounters;
import tidings.core.loop.LoopReads;
import tidings.log.Log;

/// What a filter session works with, on one loop.
///
/// @param kept what sessions keep, connected or away, on all loops
/// @param unsent what waits to be sent once it is noted, of all sessions
/// @param shared what shared subscriptions have given and nobody is through with, of all of them
/// @param windowMax messages that a session may have unacknowledged, whatever its client takes
public record FilterServices(Loop loop, LoopCounters counters, LoopTap tap, Log log,
        LoopReads reads, Rules rules, Wanted wanted, KeptBytes kept, HeldBytes unsent,
        HeldBytes shared, int windowMax) {

    FilterServices withWindowMax(int max) {
        return new FilterServices(loop, counters, tap, log, reads, rules, wanted, kept,
                unsent, shared, max);
    }
}
