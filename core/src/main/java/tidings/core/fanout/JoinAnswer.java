package tidings.core.fanout;

import java.util.List;
import tidings.core.refusal.Refusal;
import tidings.log.Entry;
import tidings.log.Position;

/// What a shard answers to a join, decided in one turn of its loop.
public sealed interface JoinAnswer {
    /// Live from `head` on; what lies between the asked place and `head` is in `entries`.
    ///
    /// @param head    offset 0 and an empty epoch in a channel without a log
    /// @param entries ascending, without a hole
    /// @param members how often members have changed
    record Live(Position head, List<Entry> entries, int members) implements JoinAnswer {}

    /// Not live: read the log up to `head`, and ask again.
    record ReadFirst(Position head, int members) implements JoinAnswer {}

    /// Not live: what was asked for is gone.
    record Lost(Position head) implements JoinAnswer {}

    record Refused(Refusal refusal) implements JoinAnswer {}
}
