package tidings.log;

/// The kinds of thread that own mutable state.
public enum Owner {
    /// One event loop: its connections and sessions, and the shards bound to it.
    LOOP,
    /// The one thread of an engine that decides the order in which batches reach the disk.
    LOG_WRITER
}
