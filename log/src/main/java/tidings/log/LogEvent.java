package tidings.log;

import java.util.List;

/// What a shard's listener is told, in the shard's order.
public sealed interface LogEvent {
    /// A committed batch's share of one shard: first the entries in order, then what became of
    /// this node's own appends, in the order in which they were appended.
    record Entries(List<Entry> entries, List<Settled> settled) implements LogEvent {}

    /// A message that is not stored and has no position.
    record Relayed(ChannelName channel, Message message) implements LogEvent {}

    /// From here on positions of older epochs are of no use, and `channel.epoch()` of every open
    /// handle of the shard is the new one.
    record EpochChanged(String reason) implements LogEvent {}

    /// This node lost the log for a while. Nothing is skipped: what was committed meanwhile
    /// comes as entries.
    record Interrupted(String cause) implements LogEvent {}
}
