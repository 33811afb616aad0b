package tidings.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tidings bench fanout|rooms|publish|idle|storm|mqtt`
@Command(name = "bench", subcommands = BenchMqttCommand.class, synopsisSubcommandLabel = "COMMAND", description = {
        "Loads a server and measures it: latency, throughput, and with --pid its CPU and memory.",
        "Every delivery is checked: one that is lost, doubled, out of order or in the wrong room"
                + " ends a run with exit code 1. So does a run in which this generator, not the"
                + " server, was the limit. Linux only."})
final class BenchCommand {
    private final Output output;

    BenchCommand(Output output) {
        this.output = output;
    }

    @Command(name = "fanout", description = BenchLoads.FANOUT)
    int fanout(@Mixin BenchLoads.Fanout load, @Mixin BenchFlowOptions flow,
            @Mixin BenchTargetOptions target) throws CommandException {
        return load.run(flow, target, output);
    }

    @Command(name = "rooms", description = BenchLoads.ROOMS)
    int rooms(@Mixin BenchLoads.Rooms load, @Mixin BenchFlowOptions flow,
            @Mixin BenchTargetOptions target) throws CommandException {
        return load.run(flow, target, output);
    }

    @Command(name = "publish", description = BenchLoads.PUBLISH)
    int publish(@Mixin BenchLoads.Publish load, @Mixin BenchFlowOptions flow,
            @Mixin BenchTargetOptions target) throws CommandException {
        return load.run(0, flow, target, output);
    }

    @Command(name = "idle", description = BenchLoads.IDLE)
    int idle(@Mixin BenchLoads.Idling load, @Mixin BenchTargetOptions target)
            throws CommandException {
        return load.run(target, output);
    }

    @Command(name = "storm", description = BenchLoads.STORM
            + " Over raw, where nothing is kept, they only come back.")
    int storm(@Mixin BenchLoads.Storming load, @Mixin BenchTargetOptions target)
            throws CommandException {
        return load.run(target, output);
    }
}
