package tidings.core.filter;

import java.util.concurrent.atomic.AtomicLong;

/// What sessions with filters keep in memory, connected or away, of the whole process: each of them,
/// its filters, its will and what it has open. Once that is too much, nobody new comes and nobody gets
/// more, until something ends. What was there before a start is there after it, so it may be more.
public final class KeptBytes {
    /// What a filter takes, roughly, with its text and its places in the tries.
    private static final long FILTER_BYTES = 1_024;

    private final long max;
    private final AtomicLong bytes = new AtomicLong();

    /// @param max from which on it is full
    public KeptBytes(long max) {
        this.max = max;
    }

    /// @param more below 0 for what is kept no longer
    public void add(long more) {
        bytes.addAndGet(more);
    }

    /// @param count of filters and shared subscriptions; below 0 of those that nobody holds any longer
    public void addFilters(int count) {
        add(count * FILTER_BYTES);
    }

    public boolean full() {
        return bytes.get() >= max;
    }

    public long bytes() {
        return bytes.get();
    }
}
