package tidings.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tidings bench mqtt fanout|rooms|publish|idle|storm`
@Command(name = "mqtt", synopsisSubcommandLabel = "COMMAND", description = {
        "The same loads over MQTT, for any server that speaks it: over TCP or WebSocket, as 3.1.1"
                + " or 5, with each QoS.",
        "A channel is a topic, and each subscriber a client that subscribes to its topic."})
final class BenchMqttCommand {
    private final Output output;

    BenchMqttCommand(Output output) {
        this.output = output;
    }

    @Command(name = "fanout", description = BenchLoads.FANOUT)
    int fanout(@Mixin BenchLoads.Fanout load, @Mixin BenchFlowOptions flow,
            @Mixin BenchMqttOptions target) throws CommandException {
        return load.run(flow, target, output);
    }

    @Command(name = "rooms", description = BenchLoads.ROOMS)
    int rooms(@Mixin BenchLoads.Rooms load, @Mixin BenchFlowOptions flow,
            @Mixin BenchMqttOptions target) throws CommandException {
        return load.run(flow, target, output);
    }

    @Command(name = "publish", description = BenchLoads.PUBLISH)
    int publish(
            @Option(names = "--away", paramLabel = "N", defaultValue = "0", description = "Sessions that are subscribed, shared out among the channels, and not connected meanwhile. Default: 0") int away,
            @Mixin BenchLoads.Publish load, @Mixin BenchFlowOptions flow,
            @Mixin BenchMqttOptions target) throws CommandException {
        BenchRunOptions.check(away >= 0, "--away is not negative");
        return load.run(away, flow, target, output);
    }

    @Command(name = "idle", description = BenchLoads.IDLE)
    int idle(@Mixin BenchLoads.Idling load, @Mixin BenchMqttOptions target)
            throws CommandException {
        return load.run(target, output);
    }

    @Command(name = "storm", description = BenchLoads.STORM
            + " Each comes back to its session.")
    int storm(@Mixin BenchLoads.Storming load, @Mixin BenchMqttOptions target)
            throws CommandException {
        return load.run(target, output);
    }
}
