package tidings.log;

/// Where a shard hears of its log. Called from the engine's threads, one call at a time per
/// shard; an implementation only enqueues.
@FunctionalInterface
public interface ShardListener {
    void onLogEvent(LogEvent event);
}
