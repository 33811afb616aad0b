package tidings.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.cli.bench.FlowRun;
import tidings.cli.bench.Idle;
import tidings.cli.bench.IdleRun;
import tidings.cli.bench.PublishRun;
import tidings.cli.bench.Storm;
import tidings.cli.bench.StormRun;

/// `tidings bench fanout|rooms|idle|storm|publish`
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

    @Command(name = "idle", description = "Connections that only subscribe, each to its own channel: what they take of the server's memory. Needs --pid and a server on a JVM.")
    int idle(
            @Option(names = "--conns", paramLabel = "N", defaultValue = "1000", description = "Connections. Default: 1000") int conns,
            @Option(names = "--settle", paramLabel = "SECONDS", defaultValue = "5", description = "Before memory is looked at. Default: 5") double settle,
            @Mixin BenchTargetOptions target) throws CommandException {
        BenchTargetOptions.check(conns > 0 && settle >= 0,
                "--conns is at least 1, --settle is not negative");
        BenchTargetOptions.check(target.pid != 0, "--pid of the server: its memory is the result");
        target.checkSubscribing();
        var plan = new Idle(conns, target.channel, BenchTargetOptions.seconds(settle),
                target.atOnce, target.timeout());
        return target.execute("idle", output, (to, watch) -> IdleRun.run(to, plan, watch));
    }

    @Command(name = "storm", description = "Cuts all connections, publishes while they are away, and lets all come back and recover. Over raw, where nothing is kept, they only come back.")
    int storm(
            @Option(names = "--conns", paramLabel = "N", defaultValue = "1000", description = "Connections. Default: 1000") int conns,
            @Option(names = "--rooms", paramLabel = "N", defaultValue = "0", description = "Channels that they share. Default: one for each") int rooms,
            @Option(names = "--missed", paramLabel = "N", defaultValue = "10", description = "Entries that are published to each channel meanwhile. Default: 10") int missed,
            @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "The last counts, those before warm the server up. Default: 3") int rounds,
            @Option(names = "--payload", paramLabel = "BYTES", defaultValue = "128", description = "Of each message, as JSON. Default: 128") int payload,
            @Option(names = "--away", paramLabel = "SECONDS", defaultValue = "1", description = "Before they come back. Default: 1") double away,
            @Mixin BenchTargetOptions target) throws CommandException {
        BenchTargetOptions.check(conns > 0 && rooms >= 0 && missed >= 0 && rounds > 0 && away >= 0,
                "--conns and --rounds are at least 1, nothing is negative");
        BenchFlowOptions.checkPayload(payload);
        target.checkSubscribing();
        boolean plain = target.protocol == BenchTargetOptions.Protocol.raw;
        var plan = new Storm(conns, rooms == 0 ? conns : Math.min(rooms, conns), plain ? 0 : missed,
                rounds, target.channel, payload, BenchTargetOptions.seconds(away), target.atOnce,
                target.timeout());
        return target.execute("storm", output, (to, watch) -> StormRun.run(to, plan, watch));
    }
}
