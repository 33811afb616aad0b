package tidings.cli;

import picocli.CommandLine.Option;
import tidings.cli.bench.FlowRun;
import tidings.cli.bench.Idle;
import tidings.cli.bench.IdleRun;
import tidings.cli.bench.PublishRun;
import tidings.cli.bench.Storm;
import tidings.cli.bench.StormRun;

/// The kinds of load, each with its options, whomever it is for.
final class BenchLoads {
    static final String FANOUT = "Publishes to one channel with many subscribers.";
    static final String ROOMS = "Rooms whose members all publish and subscribe.";
    static final String PUBLISH = "Publishes, and waits for the acknowledgements; nobody subscribes.";
    static final String IDLE = "Connections that only subscribe, each to its own channel: what they take of the server's memory. Needs --pid and a server on a JVM.";
    static final String STORM = "Cuts all connections, publishes while they are away, and lets all come back and recover.";

    private BenchLoads() {}

    static final class Fanout {
        @Option(names = "--conns", paramLabel = "N", defaultValue = "100", description = "Subscribers, each a connection. Default: 100")
        int conns = 100;

        @Option(names = "--publishers", paramLabel = "N", defaultValue = "1", description = "Connections that publish and do not subscribe. Default: 1")
        int publishers = 1;

        @Option(names = "--stuck", paramLabel = "N", defaultValue = "0", description = "Connections beside them that subscribe and never read. Default: 0")
        int stuck;

        int run(BenchFlowOptions flow, BenchRunOptions target, Output output)
                throws CommandException {
            BenchRunOptions.check(publishers > 0, "--publishers is at least 1");
            var load = flow.flow(1, conns, publishers, stuck, target);
            return target.execute("fanout", output, (to, watch) -> FlowRun.run(to, load, watch));
        }
    }

    static final class Rooms {
        @Option(names = "--rooms", paramLabel = "N", defaultValue = "100", description = "Channels. Default: 100")
        int rooms = 100;

        @Option(names = "--members", paramLabel = "N", defaultValue = "10", description = "Connections in each. Default: 10")
        int members = 10;

        int run(BenchFlowOptions flow, BenchRunOptions target, Output output)
                throws CommandException {
            var load = flow.flow(rooms, members, 0, 0, target);
            return target.execute("rooms", output, (to, watch) -> FlowRun.run(to, load, watch));
        }
    }

    static final class Publish {
        @Option(names = "--conns", paramLabel = "N", defaultValue = "1", description = "Publishers, each a connection with a channel of its own. Default: 1")
        int conns = 1;

        /// @param away sessions that miss what is published
        int run(int away, BenchFlowOptions flow, BenchRunOptions target, Output output)
                throws CommandException {
            BenchRunOptions.check(conns > 0, "--conns is at least 1");
            target.requireAnswers();
            var plan = flow.publishing(conns, away, target);
            return target.execute("publish", output,
                    (to, watch) -> PublishRun.run(to, plan, watch));
        }
    }

    static final class Idling {
        @Option(names = "--conns", paramLabel = "N", defaultValue = "1000", description = "Connections. Default: 1000")
        int conns = 1000;

        @Option(names = "--settle", paramLabel = "SECONDS", defaultValue = "5", description = "Before memory is looked at. Default: 5")
        double settle = 5;

        int run(BenchRunOptions target, Output output) throws CommandException {
            BenchRunOptions.check(conns > 0 && settle >= 0,
                    "--conns is at least 1, --settle is not negative");
            BenchRunOptions.check(target.pid != 0,
                    "--pid of the server: its memory is the result");
            target.requireSubscribing();
            var plan = new Idle(conns, target.channel, BenchRunOptions.seconds(settle),
                    target.atOnce, target.timeout());
            return target.execute("idle", output, (to, watch) -> IdleRun.run(to, plan, watch));
        }
    }

    static final class Storming {
        @Option(names = "--conns", paramLabel = "N", defaultValue = "1000", description = "Connections. Default: 1000")
        int conns = 1000;

        @Option(names = "--rooms", paramLabel = "N", defaultValue = "0", description = "Channels that they share. Default: one for each")
        int rooms;

        @Option(names = "--missed", paramLabel = "N", defaultValue = "10", description = "Entries that are published to each channel meanwhile. Default: 10")
        int missed = 10;

        @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "The last counts, those before warm the server up. Default: 3")
        int rounds = 3;

        @Option(names = "--payload", paramLabel = "BYTES", defaultValue = "128", description = "Of each message, as JSON. Default: 128")
        int payload = 128;

        @Option(names = "--away", paramLabel = "SECONDS", defaultValue = "1", description = "Before they come back. Default: 1")
        double away = 1;

        int run(BenchRunOptions target, Output output) throws CommandException {
            BenchRunOptions.check(
                    conns > 0 && rooms >= 0 && missed >= 0 && rounds > 0 && away >= 0,
                    "--conns and --rounds are at least 1, nothing is negative");
            BenchFlowOptions.checkPayload(payload);
            boolean recovering = target.requireRecovering();
            var plan = new Storm(conns, rooms == 0 ? conns : Math.min(rooms, conns),
                    recovering ? missed : 0, rounds, target.channel, payload,
                    BenchRunOptions.seconds(away), target.atOnce, target.timeout());
            return target.execute("storm", output, (to, watch) -> StormRun.run(to, plan, watch));
        }
    }
}
