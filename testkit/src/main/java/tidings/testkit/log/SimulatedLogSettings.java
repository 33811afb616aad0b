package tidings.testkit.log;

import java.time.Duration;

/// How a [SimulatedLog] behaves. Rates are chances from 0 to 1, delays are drawn evenly from 0 to
/// their most.
///
/// @param shards how many
/// @param commitDelayMsMax from the first waiting append to the end of the batch's sync
/// @param readDelayMsMax until an open, read, locate or scan is answered
/// @param eventDelayMsMax until a shard's listener hears of what was committed
/// @param batchMax appends in one batch; how many of the waiting ones it takes is drawn
/// @param unknownRate appends and writes that are answered `Unknown`; one third of them is not in the log,
///     one third is, and one third comes in a later batch
/// @param refuseRate appends and writes that are refused as `Unavailable`
/// @param readFailRate opens, reads, locates, scans and trims that fail as `Unavailable`
/// @param failStopRate batches that fail and end the process through `FailStop`
/// @param sparseOffsets whether offsets and sequences skip numbers, as Kafka's do
/// @param acksBeforeSync whether commits are answered before they are safe from a power cut
/// @param idempotencyWindow how long a key is known
public record SimulatedLogSettings(int shards, long commitDelayMsMax, long readDelayMsMax,
        long eventDelayMsMax, int batchMax, double unknownRate, double refuseRate,
        double readFailRate, double failStopRate, boolean sparseOffsets, boolean acksBeforeSync,
        Duration idempotencyWindow) {

    /// Three shards, short delays, nothing goes wrong.
    public static final SimulatedLogSettings CALM = new SimulatedLogSettings(3, 3, 3, 1, 64, 0, 0,
            0, 0, false, false, Duration.ofMinutes(5));

    /// Long delays, sparse offsets, and a few of everything that may go wrong short of a stop.
    public static final SimulatedLogSettings ROUGH = new SimulatedLogSettings(3, 40, 80, 20, 16,
            0.01, 0.01, 0.02, 0, true, false, Duration.ofMinutes(5));

    public SimulatedLogSettings withSparseOffsets(boolean sparse) {
        return new SimulatedLogSettings(shards, commitDelayMsMax, readDelayMsMax, eventDelayMsMax,
                batchMax, unknownRate, refuseRate, readFailRate, failStopRate, sparse,
                acksBeforeSync, idempotencyWindow);
    }

    public SimulatedLogSettings withAcksBeforeSync(boolean before) {
        return new SimulatedLogSettings(shards, commitDelayMsMax, readDelayMsMax, eventDelayMsMax,
                batchMax, unknownRate, refuseRate, readFailRate, failStopRate, sparseOffsets,
                before, idempotencyWindow);
    }

    public SimulatedLogSettings withFaults(double unknown, double refuse, double readFail,
            double failStop) {
        return new SimulatedLogSettings(shards, commitDelayMsMax, readDelayMsMax, eventDelayMsMax,
                batchMax, unknown, refuse, readFail, failStop, sparseOffsets, acksBeforeSync,
                idempotencyWindow);
    }
}
