package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.ReadFrom;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.testkit.log.LogTester;

/// Scans under every mixture of channels, classes, limits, trims, flushes, drops and restarts. What
/// is kept of a channel is what a read of it gives, which `ReadsAgainstModelTest` holds to its
/// meaning; what the order knows of is what its slices were kept of.
class ScansAgainstModelTest {
    private static final List<Duration> AGES = List.of(Duration.ofMinutes(30), Duration.ofHours(20),
            Duration.ofDays(6), Duration.ofDays(30), LogRetention.FOR_EVER);
    private static final int CHANNELS = 12;
    private static final int SHARD = 3;
    private static final List<ChannelName> NAMES = IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> name("room/" + i))
            .filter(n -> n.shardOf(16) == SHARD).limit(CHANNELS).toList();

    private record Stored(Entry entry, long logTimeMs) {}

    private final List<Stored> stored = new ArrayList<>();
    private final Map<ChannelName, LogChannel> open = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void scansGiveTheWantedThatIsKeptAndCountTheRest(long seed) throws Exception {
        Random random = new Random(seed);
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(14)) {
                    case 0, 1, 2, 3 -> publish(log, harness, random);
                    case 4 -> harness.passTime(Duration.ofMinutes(random.nextInt(20)));
                    case 5 -> harness.passTime(Duration.ofMinutes(random.nextInt(6000)));
                    case 6 -> harness.log().store().flush();
                    case 7 -> {
                        ChannelName one = NAMES.get(random.nextInt(CHANNELS));
                        if (open.containsKey(one)) {
                            long upTo = Math.max(1, log.head(one).offset() - random.nextInt(5));
                            harness.get(harness.log().trim(open.get(one), upTo));
                        }
                    }
                    case 8 -> {
                        if (random.nextInt(8) == 0) {
                            harness.restart();
                            open.clear();
                            log = new LogTester(harness);
                        }
                    }
                    default -> scanAndCompare(log, harness, random);
                }
            }
        }
    }

    private void publish(LogTester log, RocksLogHarness harness, Random random) {
        LogRetention retention = new LogRetention(Long.MAX_VALUE,
                AGES.get(random.nextBoolean() ? 0 : random.nextInt(AGES.size())), Long.MAX_VALUE);
        LogTester tester = log;
        LogChannel channel = open.computeIfAbsent(NAMES.get(random.nextInt(CHANNELS)),
                n -> tester.open(n));
        int before = log.shards().get(SHARD).entries().size();
        log.publish(channel, retention, IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(i -> "m%d %s".formatted(i, "x".repeat(random.nextInt(40))))
                .toArray(String[]::new));
        List<Entry> entries = log.shards().get(SHARD).entries();
        entries.subList(before, entries.size())
                .forEach(e -> stored.add(new Stored(e, harness.time.wallMs())));
    }

    private void scanAndCompare(LogTester log, RocksLogHarness harness, Random random) {
        Map<ChannelName, @Nullable LogRetention> rules = new HashMap<>();
        Map<ChannelName, List<Entry>> kept = new HashMap<>();
        for (ChannelName channel : NAMES) {
            if (random.nextBoolean()) {
                LogRetention rule = new LogRetention(
                        random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(30),
                        random.nextBoolean()
                                ? LogRetention.FOR_EVER
                                : AGES.get(random.nextInt(AGES.size())),
                        random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(500));
                rules.put(channel, rule);
                kept.put(channel, log.page(channel, rule, new ReadFrom.Oldest()).entries());
            }
        }
        Map<ChannelName, String> epochs = new HashMap<>();
        NAMES.forEach(n -> epochs.put(n, log.head(n).epoch()));
        long now = harness.time.wallMs();
        int knownFrom = SliceClass.ORDER.firstWanted(now, SliceClass.ORDER.spanMs);
        long after = random.nextInt(3) == 0 ? 0 : random.nextInt(stored.size() + 3);
        long upTo = random.nextInt(3) == 0 ? random.nextInt(stored.size() + 3) : Long.MAX_VALUE;
        int limit = 1 + random.nextInt(30);
        int visitedMax = 1 + random.nextInt(60);
        List<Entry> given = new ArrayList<>();
        long missing = 0;
        long at = after;
        for (boolean more = true; more;) {
            ScanAnswer.Page page = log.scan(new ScanRequest(SHARD, at, upTo, rules::get, limit,
                    200, visitedMax));
            given.addAll(page.entries());
            missing += page.missing();
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            assertThat(page.through() > at || !page.more()).isTrue();
            at = page.through();
            more = page.more();
        }
        List<Entry> expected = new ArrayList<>();
        long gone = 0;
        for (Stored one : stored) {
            Entry entry = one.entry();
            if (entry.sequence() <= after || entry.sequence() > upTo) {
                continue;
            }
            // A channel that was forgotten has another epoch, with a record or without.
            boolean known = SliceClass.ORDER.sliceAt(one.logTimeMs()) >= knownFrom
                    && entry.epoch().equals(epochs.get(entry.channel()));
            if (known && kept.getOrDefault(entry.channel(), List.of()).contains(entry)) {
                expected.add(entry);
            } else if (!known || rules.containsKey(entry.channel())) {
                gone++;
            }
        }
        assertThat(given).isEqualTo(expected);
        assertThat(missing).isEqualTo(gone);
        assertThat(at).isEqualTo(Math.max(after, Math.min(upTo, stored.size())));
    }
}
