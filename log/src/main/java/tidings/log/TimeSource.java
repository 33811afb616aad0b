package tidings.log;

/// Where time comes from, so that a test can step it.
public interface TimeSource {
    /// Milliseconds since 1970; may jump.
    long wallMs();

    /// Nanoseconds of a clock that never goes back; only differences mean anything.
    long monotonicNs();

    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicNs() {
            return System.nanoTime();
        }
    };
}
