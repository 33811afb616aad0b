package tidings.testkit.log;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tidings.log.ChannelName;

/// What the parts of the contract's tests have in common.
public interface EngineContract {
    ChannelName ROOM = LogTester.name("room/1");

    LogHarness harness();

    LogTester log();

    /// Closes the engine and opens it again; afterwards there is another [#log()].
    void restart();

    /// Names of channels that share a shard.
    default List<ChannelName> ofOneShard(int count) {
        int shards = harness().log().shardCount();
        Stream<ChannelName> names = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> LogTester.name("shared/" + i));
        return names.filter(n -> n.shardOf(shards) == 0).limit(count).toList();
    }
}
