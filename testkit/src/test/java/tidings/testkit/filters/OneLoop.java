package tidings.testkit.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tidings.core.LoopLimits;
import tidings.core.Tidings;
import tidings.core.channel.Publish;
import tidings.core.channel.ShardLimits;
import tidings.core.filter.FilterListener;
import tidings.core.filter.FilterOutlet;
import tidings.core.filter.Group;
import tidings.core.identity.NewChannelLimits;
import tidings.core.loop.Loop;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Log;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.PayloadKind;
import tidings.testkit.log.SimulatedLog;
import tidings.testkit.log.SimulatedLogSettings;
import tidings.testkit.log.SimulatedStore;
import tidings.testkit.loop.SimulatedLoop;
import tidings.testkit.loop.SimulatedWorld;

/// Core on one loop over a log that is calm, for tests that say what sessions and sharers do.
final class OneLoop {
    final SimulatedWorld world = new SimulatedWorld(1);
    final SimulatedLoop loop = new SimulatedLoop(world, 0, 0);
    /// What went wrong.
    final List<String> stops = new ArrayList<>();
    final Tidings tidings;

    OneLoop(Rules rules, int waitingMax, long heldBytesMax) {
        this(rules, waitingMax, heldBytesMax, Long.MAX_VALUE);
    }

    OneLoop(Rules rules, int waitingMax, long heldBytesMax, long keptBytesMax) {
        this(rules, new ShardLimits(1_000_000, 100, waitingMax), heldBytesMax, keptBytesMax,
                log -> log);
    }

    /// @param around what its log is seen through
    OneLoop(Rules rules, ShardLimits limits, long heldBytesMax, long keptBytesMax,
            UnaryOperator<Log> around) {
        tidings = new Tidings(List.of(loop),
                around.apply(new SimulatedLog(world, new SimulatedStore(3, world.random()),
                        SimulatedLogSettings.CALM, (reason, cause) -> stops.add(reason + cause))),
                rules, limits, 1L << 30,
                NewChannelLimits.DEFAULT,
                new LoopLimits(Integer.MAX_VALUE, 200_000, heldBytesMax, keptBytesMax),
                (reason, cause) -> stops.add(reason + cause));
    }

    /// Of which channels nothing is kept; all others are as by default.
    static Rules transientIn(String glob) {
        return new Rules(List.of(new Rule(new Glob(glob), null, false, JoinLeave.OFF,
                Recovery.STREAM, Slow.DROP, Rights.ALL, Limits.DEFAULT), Rule.DEFAULT));
    }

    Message publish(String channel, byte[] payload, int qos) {
        ChannelName name = ChannelName.of(channel, NameLimits.DEFAULT);
        Message message = new Message(payload, PayloadKind.BYTES, null, Map.of(), null,
                new Attributes(null, false, 0, qos, null));
        loop.runNow(() -> tidings.shardOf(name).publish(new Publish(name, message, null, false,
                null, List.of(), null, _ -> {}, 0)));
        return message;
    }

    /// A client that takes everything, and to which nothing goes wrong.
    abstract class Client implements FilterOutlet, FilterListener {
        @Override
        public boolean full() {
            return false;
        }

        @Override
        public void sendRelease(int packetId) {}

        @Override
        public void onFailed(RuntimeException cause) {
            stops.add("failed: " + cause);
        }

        @Override
        public void onGap(long count) {
            stops.add("gap: " + count);
        }

        @Override
        public void onChanged() {}
    }

    /// One whose session ends with its connection.
    abstract class Guest implements Group.Sharer {
        static final int CREDIT = 64;
        private final String client;

        Guest(String client) {
            this.client = client;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public String client() {
            return client;
        }

        @Override
        public boolean kept() {
            return false;
        }

        @Override
        public int credit() {
            return CREDIT;
        }
    }
}
