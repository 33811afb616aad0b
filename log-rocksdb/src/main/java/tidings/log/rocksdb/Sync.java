package tidings.log.rocksdb;

import java.time.Duration;

/// When a commit is answered: what a power cut may take.
public sealed interface Sync {
    /// After the batch is on stable storage. A power cut takes nothing that was answered.
    record Always() implements Sync {}

    /// After the batch is with the operating system, which is told to write it down at this
    /// pace. A power cut may take that much, and then every epoch changes.
    record Interval(Duration every) implements Sync {
        public Interval {
            if (every.isNegative() || every.isZero()) {
                throw new IllegalArgumentException("a sync interval must be positive, not "
                        + every);
            }
        }
    }

    /// After the batch is with the operating system, which writes it down when it likes. A power
    /// cut may take half a minute or more, and then every epoch changes.
    record Os() implements Sync {}
}
