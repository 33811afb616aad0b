package tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.LogChannel;
import tidings.log.Outcome;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.testkit.disk.LoopMount;
import tidings.testkit.log.LogTester;

/// What children said was acknowledged, and whether a log still has it.
final class AckedByChild {
    /// channel → offset → text
    private final Map<String, NavigableMap<Long, String>> acked = new HashMap<>();
    private final Map<String, String> epochs = new HashMap<>();
    /// Said after a power cut had begun: the last batch of these may be missing. See [LoopMount].
    private final Map<String, NavigableMap<Long, String>> late = new HashMap<>();
    /// `SHARD KEY` of acknowledged writes that stood alone.
    private final Set<String> written = new HashSet<>();
    private final Set<String> writtenLate = new HashSet<>();
    private int total;
    private int excused;

    int total() {
        return total;
    }

    /// Appends that were in the middle of their sync when the power was cut.
    int excused() {
        return excused;
    }

    /// Starts a child and waits until it appends.
    static Process start(Path directory, String sync, String run) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path"));
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath,
                AckingChild.class.getName(), directory.toString(), sync, run)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Reads what a child says until so many appends were acknowledged; then kills it, and reads
    /// the rest.
    void readAndKill(Process child, int acks) throws IOException {
        read(child, acks, child.toHandle()::destroyForcibly, acked, written);
    }

    /// The same, with the power cut first.
    void readAndCutPower(Process child, int acks, LoopMount disk) throws IOException {
        read(child, acks, () -> {
            disk.cutPower();
            child.toHandle().destroyForcibly();
        }, late, writtenLate);
    }

    private void read(Process child, int acks, Runnable end,
            Map<String, NavigableMap<Long, String>> afterEnd, Set<String> writtenAfterEnd)
            throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            @Nullable
            String line = lines.readLine();
            assertThat(line).isEqualTo("ready");
            int read = 0;
            for (line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("alone ")) {
                    acceptWrite(line, read < acks ? written : writtenAfterEnd);
                    continue;
                }
                read += accept(line, read < acks ? acked : afterEnd);
                if (read == acks) {
                    end.run();
                    read++;
                }
            }
        }
    }

    /// A line that the end of the process cut short counts for nothing.
    private int accept(String line, Map<String, NavigableMap<Long, String>> said) {
        String[] words = line.split(" ", -1);
        if (words.length != 4 || !words[3].contains(":") || words[2].length() != 8) {
            return 0;
        }
        String channel = words[0];
        NavigableMap<Long, String> offsets = said.computeIfAbsent(channel, _ -> new TreeMap<>());
        assertThat(offsets.put(Long.valueOf(words[1]), words[3])).isNull();
        assertThat(epochs.computeIfAbsent(channel, _ -> words[2])).isEqualTo(words[2]);
        total++;
        return 1;
    }

    private static void acceptWrite(String line, Set<String> said) {
        String[] words = line.split(" ", -1);
        if (words.length == 4 && words[3].equals(".")) {
            said.add(words[1] + " " + words[2]);
        }
    }

    int writes() {
        return written.size();
    }

    /// Every acknowledged entry is there, once, where it was said to be; nothing has a hole; keys
    /// are still known; tables have what was written, and of an append's writes exactly those whose
    /// entry is there.
    void verify(RocksLogHarness harness) {
        LogTester log = new LogTester(harness);
        int missing = 0;
        for (Map.Entry<String, NavigableMap<Long, String>> said : late.entrySet()) {
            long head = log.head(LogTester.name(said.getKey())).offset();
            acked.computeIfAbsent(said.getKey(), _ -> new TreeMap<>())
                    .putAll(said.getValue().headMap(head, true));
            missing += said.getValue().tailMap(head, false).size();
        }
        late.clear();
        assertThat(missing).isLessThanOrEqualTo(AckingChild.CHANNELS * AckingChild.OUTSTANDING);
        excused += missing;
        Set<String> storing = new TreeSet<>();
        acked.forEach((channel, offsets) -> {
            ChannelName name = LogTester.name(channel);
            LogChannel handle = log.open(name);
            assertThat(handle.epoch()).isEqualTo(epochs.get(channel));
            assertThat(handle.headWhenOpened()).isGreaterThanOrEqualTo(offsets.lastKey());
            Map<Long, String> stored = readAll(log, name);
            assertThat(stored).hasSize((int) handle.headWhenOpened());
            assertThat(stored).containsAllEntriesOf(offsets);
            assertThat(stored.values()).doesNotHaveDuplicates();
            verifyKey(log, handle, stored);
            stored.forEach((offset, text) -> {
                if (AckingChild.storesItsEntry(numberOf(text))) {
                    storing.add("%s %s=%d %s".formatted(channel, text, offset, handle.epoch()));
                }
            });
        });
        assertThat(storedEntries(harness, log)).isEqualTo(storing);
        verifyWrites(harness, log);
    }

    /// What the children stored with their appends, `KEY=OFFSET EPOCH`.
    private static Set<String> storedEntries(RocksLogHarness harness, LogTester log) {
        Set<String> stored = new TreeSet<>();
        for (int shard = 0; shard < harness.log().shardCount(); shard++) {
            for (TableRow row : rows(log, shard, "with")) {
                Entry entry = ((TableRow.Stored) row).entry();
                String key = new String(row.key(), StandardCharsets.UTF_8);
                assertThat(key).isEqualTo(entry.channel() + " " + LogTester.text(entry));
                stored.add("%s=%d %s".formatted(key, entry.offset(), entry.epoch()));
            }
        }
        return stored;
    }

    private void verifyWrites(RocksLogHarness harness, LogTester log) {
        Set<String> there = new HashSet<>();
        for (int shard = 0; shard < harness.log().shardCount(); shard++) {
            List<String> keys = new ArrayList<>();
            for (TableRow row : rows(log, shard, "alone")) {
                assertThat(((TableRow.Bytes) row).bytes()).isEqualTo(row.key());
                keys.add(new String(row.key(), StandardCharsets.UTF_8));
            }
            assertThat(rows(log, shard, "twin")).extracting(
                    r -> new String(r.key(), StandardCharsets.UTF_8)).isEqualTo(keys);
            for (String key : keys) {
                there.add(shard + " " + key);
            }
        }
        long missing = writtenLate.stream().filter(w -> !there.contains(w)).count();
        assertThat(missing).isLessThanOrEqualTo(AckingChild.WRITES_OUTSTANDING);
        writtenLate.stream().filter(there::contains).forEach(written::add);
        writtenLate.clear();
        assertThat(there).containsAll(written);
    }

    private static List<TableRow> rows(LogTester log, int shard, String table) {
        List<TableRow> rows = new ArrayList<>();
        byte @Nullable [] after = null;
        while (true) {
            TableAnswer.Page page = log.rows(
                    new TableRead(shard, table, new byte[0], after, 1000, 1 << 20));
            rows.addAll(page.rows());
            if (!page.more()) {
                return rows;
            }
            after = page.rows().getLast().key();
        }
    }

    private static Map<Long, String> readAll(LogTester log, ChannelName name) {
        Map<Long, String> stored = new TreeMap<>();
        long after = 0;
        while (true) {
            ReadAnswer.Page page = log.page(new ReadRequest(name, LogTester.ALL, null,
                    new ReadFrom.After(after), Long.MAX_VALUE, 5000, Integer.MAX_VALUE));
            List<Entry> entries = page.entries();
            for (Entry entry : entries) {
                assertThat(entry.offset()).isEqualTo(after + 1);
                after = entry.offset();
                stored.put(after, LogTester.text(entry));
            }
            if (!page.more()) {
                return stored;
            }
        }
    }

    /// The newest keyed append of the channel, said again, is a duplicate.
    private static void verifyKey(LogTester log, LogChannel channel, Map<Long, String> stored) {
        stored.entrySet().stream().filter(e -> isKeyed(e.getValue()))
                .max(Map.Entry.comparingByKey()).ifPresent(last -> {
                    String text = last.getValue();
                    Outcome outcome = log.outcome(log.append(channel, LogTester.message(text),
                            LogTester.ALL, new IdempotencyKey("child", text)));
                    assertThat(outcome).isEqualTo(new Outcome.Duplicate(
                            new Position(channel.epoch(), last.getKey())));
                });
    }

    private static boolean isKeyed(String text) {
        return (numberOf(text) + 1) % 4 == 0;
    }

    private static int numberOf(String text) {
        return Integer.parseInt(text.substring(text.indexOf(':') + 1));
    }
}
