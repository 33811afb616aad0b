package tidings.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.cli.bench.FlowRun;
import tidings.cli.bench.PublishRun;

/// `tidings bench fanout|rooms|publish`
@Command(name = "bench", synopsisSubcommandLabel = "COMMAND", description = {
        "Loads a server and measures it: latency, throughput, and with --pid its CPU and memory.",
        "Every delivery is checked: one that is lost, doubled, out of order or in the wrong room"
                + " ends a run with exit code 1. So does a run in which this generator, not the"
                + " server, was the limit. Linux only."})
final class BenchCommand {
    private final Output output;

    BenchCommand(Output output) {
        this.output = output;
    }

    @Command(name = "fanout", description = "Publishes to one channel with many subscribers.")
    int fanout(
            @Option(names = "--conns", paramLabel = "N", defaultValue = "100", description = "Subscribers, each a connection. Default: 100") int conns,
            @Option(names = "--publishers", paramLabel = "N", defaultValue = "1", description = "Connections that publish and do not subscribe. Default: 1") int publishers,
            @Option(names = "--stuck", paramLabel = "N", defaultValue = "0", description = "Connections beside them that subscribe and never read. Default: 0") int stuck,
            @Mixin BenchFlowOptions flow, @Mixin BenchTargetOptions target)
            throws CommandException {
        BenchTargetOptions.check(publishers > 0, "--publishers is at least 1");
        var load = flow.flow(1, conns, publishers, stuck, target);
        return target.execute("fanout", output, (to, watch) -> FlowRun.run(to, load, watch));
    }

    @Command(name = "rooms", description = "Rooms whose members all publish and subscribe.")
    int rooms(
            @Option(names = "--rooms", paramLabel = "N", defaultValue = "100", description = "Channels. Default: 100") int rooms,
            @Option(names = "--members", paramLabel = "N", defaultValue = "10", description = "Connections in each. Default: 10") int members,
            @Mixin BenchFlowOptions flow, @Mixin BenchTargetOptions target)
            throws CommandException {
        var load = flow.flow(rooms, members, 0, 0, target);
        return target.execute("rooms", output, (to, watch) -> FlowRun.run(to, load, watch));
    }

    @Command(name = "publish", description = "Publishes, and waits for the acknowledgements; nobody subscribes.")
    int publish(
            @Option(names = "--conns", paramLabel = "N", defaultValue = "1", description = "Publishers, each a connection with a channel of its own. Default: 1") int conns,
            @Mixin BenchFlowOptions flow, @Mixin BenchTargetOptions target)
            throws CommandException {
        BenchTargetOptions.check(conns > 0, "--conns is at least 1");
        BenchTargetOptions.check(target.protocol != BenchTargetOptions.Protocol.raw,
                "nothing is acknowledged over raw WebSockets");
        var plan = flow.publishing(conns, target);
        return target.execute("publish", output, (to, watch) -> PublishRun.run(to, plan, watch));
    }
}
