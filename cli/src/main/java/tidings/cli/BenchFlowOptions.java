package tidings.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.cli.bench.Flow;
import tidings.cli.bench.Publishing;
import tidings.cli.bench.wire.Stamp;

/// How fast messages go, how large they are, and for how long.
final class BenchFlowOptions {
    private static final double DEFAULT_RATE = 10;
    private static final int PAYLOAD_BYTES_UPPER = 60_000;

    @Option(names = "--rate", paramLabel = "N", description = "Open loop: messages that each publisher sends a second, whatever comes back; latency counts from when one was due. Default: 10")
    @Nullable
    Double rate;

    @Option(names = "--max", description = "Closed loop: as fast as they come, --window of them on their way.")
    boolean max;

    @Option(names = "--window", paramLabel = "N", defaultValue = "16", description = "With --max: messages of a publisher (rooms: of a room) that not everybody has yet (publish: that are not acknowledged). Default: 16")
    int window = 16;

    @Option(names = "--payload", paramLabel = "BYTES", defaultValue = "128", description = "Of each message, as JSON. Default: 128")
    int payload = 128;

    @Option(names = "--warmup", paramLabel = "SECONDS", defaultValue = "2", description = "At the same load, before it counts. Default: 2")
    double warmup = 2;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "5", description = "That counts. Default: 5")
    double duration = 5;

    @Option(names = "--drain", paramLabel = "SECONDS", defaultValue = "2", description = "For what is on its way at the end; what has not come then is lost. Default: 2")
    double drain = 2;

    Flow flow(int rooms, int subscribers, int publishers, int stuck, BenchRunOptions target)
            throws CommandException {
        check();
        target.requireSubscribing();
        BenchRunOptions.check(rooms > 0 && subscribers > 0 && publishers >= 0 && stuck >= 0,
                "a run needs subscribers, and counts that are not negative");
        return new Flow(rooms, subscribers, publishers, stuck, max ? 0 : messages(), window,
                payload,
                target.channel, BenchRunOptions.seconds(warmup),
                BenchRunOptions.seconds(duration), BenchRunOptions.seconds(drain),
                target.atOnce, target.timeout());
    }

    Publishing publishing(int publishers, int away, BenchRunOptions target)
            throws CommandException {
        check();
        return new Publishing(publishers, away, max ? 0 : messages(), window, payload,
                target.channel,
                BenchRunOptions.seconds(warmup), BenchRunOptions.seconds(duration),
                BenchRunOptions.seconds(drain), target.atOnce, target.timeout());
    }

    private double messages() {
        return rate == null ? DEFAULT_RATE : rate;
    }

    private void check() throws CommandException {
        BenchRunOptions.check(!max || rate == null, "either --rate or --max");
        BenchRunOptions.check(rate == null || rate > 0, "--rate is more than 0");
        BenchRunOptions.check(window > 0, "--window is at least 1");
        checkPayload(payload);
        BenchRunOptions.check(duration > 0 && warmup >= 0 && drain >= 0,
                "--duration is more than 0, --warmup and --drain are not negative");
    }

    static void checkPayload(int payload) throws CommandException {
        BenchRunOptions.check(
                payload >= Stamp.PAYLOAD_BYTES_MIN && payload <= PAYLOAD_BYTES_UPPER,
                "--payload is from %d to %d".formatted(Stamp.PAYLOAD_BYTES_MIN,
                        PAYLOAD_BYTES_UPPER));
    }
}
