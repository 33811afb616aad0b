package tidings.log;

/// Where an engine counts. Called on its writer thread, once per batch.
@FunctionalInterface
public interface LogMeter {
    /// @param entries how many entries the batch held
    /// @param bytes their payloads
    /// @param commitNs from the drain of the queue to the end of the sync
    void onCommit(int entries, long bytes, long commitNs);
}
