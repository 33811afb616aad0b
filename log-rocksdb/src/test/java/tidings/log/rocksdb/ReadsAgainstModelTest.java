package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.log.LogTester.name;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.log.ChannelName;
import tidings.log.Located;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.testkit.log.LogTester;

/// Reads under every mixture of classes, slices, limits, trims, flushes, drops and restarts,
/// against the plain meaning of the words: what is kept is the newest entries that are all there
/// and all within the limits.
class ReadsAgainstModelTest {
    private static final List<Duration> AGES = List.of(Duration.ofMinutes(30), Duration.ofHours(20),
            Duration.ofDays(6), Duration.ofDays(30), LogRetention.FOR_EVER);
    private static final ChannelName ROOM = name("room");
    private static final int RUNS_MAX = 8;

    private record Stored(String text, long logTimeMs, SliceClass sliceClass) {}

    private final List<Stored> stored = new ArrayList<>();
    private final List<Long> runs = new ArrayList<>();
    private long trimmed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsGiveWhatIsKept(long seed) throws Exception {
        Random random = new Random(seed);
        try (RocksLogHarness harness = new RocksLogHarness(RocksLogHarness.newDirectory())) {
            LogTester log = new LogTester(harness);
            LogChannel channel = log.open(ROOM);
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> publish(log, channel, harness, random, AGES.get(0));
                    case 3 -> publish(log, channel, harness, random,
                            AGES.get(random.nextInt(AGES.size())));
                    case 4 -> harness.passTime(Duration.ofMinutes(random.nextInt(20)));
                    case 5 -> harness.passTime(Duration.ofMinutes(random.nextInt(6000)));
                    case 6 -> harness.log().store().flush();
                    case 7 -> trim(harness, channel, random);
                    case 8 -> {
                        if (random.nextInt(10) == 0) {
                            harness.restart();
                            log = new LogTester(harness);
                            channel = log.open(ROOM);
                        }
                    }
                    default -> readAndCompare(log, harness, random, channel.epoch());
                }
            }
        }
    }

    private void publish(LogTester log, LogChannel channel, RocksLogHarness harness,
            Random random, Duration age) {
        LogRetention retention = new LogRetention(Long.MAX_VALUE, age, Long.MAX_VALUE);
        String[] texts = new String[1 + random.nextInt(5)];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "m%d-%s".formatted(stored.size() + 1, "x".repeat(random.nextInt(50)));
            SliceClass sliceClass = SliceClass.covering(age);
            if (stored.isEmpty() || stored.getLast().sliceClass() != sliceClass) {
                runs.add(stored.size() + 1L);
                if (runs.size() > RUNS_MAX) {
                    runs.removeFirst();
                    trimmed = Math.max(trimmed, runs.getFirst() - 1);
                }
            }
            stored.add(new Stored(texts[i], harness.time.wallMs(), sliceClass));
        }
        log.publish(channel, retention, texts);
    }

    private void trim(RocksLogHarness harness, LogChannel channel, Random random) {
        if (random.nextInt(5) == 0 && !stored.isEmpty()) {
            long upTo = Math.max(1, stored.size() - random.nextInt(20));
            harness.get(harness.log().trim(channel, upTo));
            trimmed = Math.max(trimmed, Math.min(upTo, stored.size()));
        }
    }

    /// Offsets count from 1; this is the first one that is kept.
    private int firstKept(LogRetention retention, long now) {
        long bytes = 0;
        int head = stored.size();
        int first = head + 1;
        while (first > 1) {
            Stored candidate = stored.get(first - 2);
            bytes += candidate.text().length();
            SliceClass of = candidate.sliceClass();
            boolean dropped = of.ends()
                    && of.sliceAt(candidate.logTimeMs()) < of.firstWanted(now, of.spanMs);
            if (dropped || first - 1 <= trimmed || head - first + 1 >= retention.entries()
                    || candidate.logTimeMs() < now - retention.age().toMillis()
                    || (first <= head && bytes > retention.bytes())) {
                break;
            }
            first--;
        }
        return first;
    }

    private void readAndCompare(LogTester log, RocksLogHarness harness, Random random,
            String epoch) {
        int head = stored.size();
        LogRetention retention = new LogRetention(
                random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(30),
                random.nextBoolean()
                        ? LogRetention.FOR_EVER
                        : AGES.get(random.nextInt(AGES.size())),
                random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(500));
        int first = firstKept(retention, harness.time.wallMs());
        List<String> kept = stored.subList(first - 1, head).stream().map(Stored::text).toList();
        Position position = new Position(epoch, head);

        ReadAnswer oldest = log.read(request(retention, new ReadFrom.Oldest(), random));
        assertPage(oldest, kept, position);
        List<String> newestFirst = new ArrayList<>(kept);
        Collections.reverse(newestFirst);
        assertPage(log.read(request(retention, new ReadFrom.Newest(), random)), newestFirst,
                position);
        int after = random.nextInt(head + 1);
        ReadAnswer answer = log.read(request(retention, new ReadFrom.After(after), random));
        Located located = log.locate(ROOM, retention, new Position(epoch, after));
        if (after < head && after + 1 < first) {
            assertThat(answer).isEqualTo(new ReadAnswer.TooOld(position, first));
            assertThat(located).isEqualTo(new Located.TooOld(head));
        } else {
            assertPage(answer, kept.subList(Math.max(0, after + 1 - first), kept.size()), position);
            assertThat(located).isEqualTo(new Located.Ok());
        }
        int before = 1 + random.nextInt(head + 5);
        List<String> below = newestFirst.subList(
                Math.max(0, Math.min(kept.size(), head - before + 1)), kept.size());
        assertPage(log.read(request(retention, new ReadFrom.Before(before), random)), below,
                position);
    }

    private static ReadRequest request(LogRetention retention, ReadFrom from, Random random) {
        return new ReadRequest(ROOM, retention, null, from, Long.MAX_VALUE,
                random.nextBoolean() ? 10_000 : 1 + random.nextInt(10), Integer.MAX_VALUE);
    }

    private static void assertPage(ReadAnswer answer, List<String> all, Position head) {
        assertThat(answer).isInstanceOf(ReadAnswer.Page.class);
        ReadAnswer.Page page = (ReadAnswer.Page) answer;
        assertThat(page.head().offset()).isEqualTo(head.offset());
        List<String> texts = page.entries().stream().map(LogTester::text).toList();
        assertThat(texts).isEqualTo(all.subList(0, Math.min(texts.size(), all.size())));
        assertThat(page.more()).isEqualTo(texts.size() < all.size());
        if (!all.isEmpty()) {
            assertThat(texts).isNotEmpty();
        }
    }
}
