package tidings.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.log.Append;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.IdempotencyKey;
import tidings.log.Located;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.Message;
import tidings.log.NameLimits;
import tidings.log.OpenAnswer;
import tidings.log.Outcome;
import tidings.log.PayloadKind;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// Short words for what a test of an engine does all the time.
public final class LogTester {
    public static final LogRetention ALL = new LogRetention(Long.MAX_VALUE, LogRetention.FOR_EVER,
            Long.MAX_VALUE);

    private final LogHarness harness;
    private final List<ShardRecorder> shards = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();

    public LogTester(LogHarness harness) {
        this.harness = harness;
        for (int shard = 0; shard < harness.log().shardCount(); shard++) {
            ShardRecorder recorder = new ShardRecorder();
            ends.add(harness.log().listen(shard, recorder));
            shards.add(recorder);
        }
    }

    public List<ShardRecorder> shards() {
        return shards;
    }

    /// Each shard's end as its listener got it.
    public List<Long> ends() {
        return ends;
    }

    public static ChannelName name(String value) {
        return ChannelName.of(value, NameLimits.DEFAULT);
    }

    public static Message message(String payload) {
        return new Message(payload.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT, null,
                Map.of(), null);
    }

    /// A message that weighs so much, mostly by what is said beside its payload.
    public static Message heavy(String payload, int weight) {
        Message tagged = new Message(payload.getBytes(StandardCharsets.UTF_8), PayloadKind.TEXT,
                "a/b", Map.of("k", "v"), null);
        int more = weight - (int) tagged.weight();
        assertThat(more).isGreaterThanOrEqualTo(0);
        return new Message(tagged.payload(), tagged.kind(), tagged.contentType(), tagged.tags(),
                null, new Attributes(null, false, 0, 1, new byte[more]));
    }

    public static String text(Entry entry) {
        return new String(entry.message().payload(), StandardCharsets.UTF_8);
    }

    public LogChannel open(ChannelName name) {
        OpenAnswer answer = harness.get(harness.log().open(name));
        assertThat(answer).isInstanceOf(OpenAnswer.Opened.class);
        return ((OpenAnswer.Opened) answer).channel();
    }

    public LogChannel open(String name) {
        return open(name(name));
    }

    public Append append(LogChannel channel, Message message, LogRetention retention,
            @Nullable IdempotencyKey key, TableWrite... writes) {
        Append append = new Append(channel, message, retention, key, List.of(writes), "context");
        harness.log().append(append);
        return append;
    }

    public Append append(LogChannel channel, String payload) {
        return append(channel, message(payload), ALL, null);
    }

    public Outcome outcome(Append append) {
        ShardRecorder shard = shards.get(append.channel().shard());
        harness.until("an outcome", () -> shard.outcomeOf(append) != null);
        return Objects.requireNonNull(shard.outcomeOf(append));
    }

    /// Waits for the outcome, which must be a commit.
    public Position committed(Append append) {
        Outcome outcome = outcome(append);
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
        return ((Outcome.Committed) outcome).position();
    }

    /// Appends payloads one after another and waits for all.
    public List<Position> publish(LogChannel channel, LogRetention retention, String... payloads) {
        List<Append> appends = new ArrayList<>();
        for (String payload : payloads) {
            appends.add(append(channel, message(payload), retention, null));
        }
        return appends.stream().map(this::committed).toList();
    }

    public List<Position> publish(LogChannel channel, String... payloads) {
        return publish(channel, ALL, payloads);
    }

    public ReadAnswer read(ReadRequest request) {
        return harness.get(harness.log().read(request));
    }

    public ReadAnswer read(ChannelName name, ReadFrom from) {
        return read(name, ALL, from);
    }

    public ReadAnswer read(ChannelName name, LogRetention retention, ReadFrom from) {
        return read(new ReadRequest(name, retention, null, from, Long.MAX_VALUE, 1000,
                Integer.MAX_VALUE));
    }

    public ReadAnswer.Page page(ReadRequest request) {
        ReadAnswer answer = read(request);
        assertThat(answer).isInstanceOf(ReadAnswer.Page.class);
        return (ReadAnswer.Page) answer;
    }

    public ReadAnswer.Page page(ChannelName name, LogRetention retention, ReadFrom from) {
        return page(new ReadRequest(name, retention, null, from, Long.MAX_VALUE, 1000,
                Integer.MAX_VALUE));
    }

    /// The payloads of a page.
    public List<String> texts(ChannelName name, ReadFrom from) {
        return page(name, ALL, from).entries().stream().map(LogTester::text).toList();
    }

    public List<String> texts(ChannelName name, LogRetention retention, ReadFrom from) {
        return page(name, retention, from).entries().stream().map(LogTester::text).toList();
    }

    public Position head(ChannelName name) {
        return page(new ReadRequest(name, ALL, null, new ReadFrom.Newest(), Long.MAX_VALUE, 0,
                Integer.MAX_VALUE)).head();
    }

    public Located locate(ChannelName name, LogRetention retention, Position position) {
        return harness.get(harness.log().locate(name, retention, position));
    }

    // ---- tables and scans ----------------------------------------------------------------------

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static TableWrite put(String table, String key, String value) {
        return new TableWrite(table, bytes(key), new TableValue.Bytes(bytes(value)));
    }

    public static TableWrite theEntry(String table, String key) {
        return new TableWrite(table, bytes(key), new TableValue.TheEntry());
    }

    public static TableWrite remove(String table, String key) {
        return new TableWrite(table, bytes(key), new TableValue.Removed());
    }

    public WriteAnswer write(int shard, TableWrite... writes) {
        return harness.get(harness.log().write(shard, List.of(writes)));
    }

    public TableAnswer.Page rows(TableRead request) {
        TableAnswer answer = harness.get(harness.log().read(request));
        assertThat(answer).isInstanceOf(TableAnswer.Page.class);
        return (TableAnswer.Page) answer;
    }

    public TableAnswer.Page rows(int shard, String table) {
        return rows(new TableRead(shard, table, new byte[0], null, 100_000, Integer.MAX_VALUE));
    }

    /// `key=value` of each row; of a stored entry its payload.
    public List<String> texts(int shard, String table) {
        return texts(rows(shard, table));
    }

    public static List<String> texts(TableAnswer.Page page) {
        return page.rows().stream().map(row -> {
            byte[] value = switch (row) {
                case TableRow.Bytes(var _, byte[] bytes) -> bytes;
                case TableRow.Stored(var _, Entry entry) -> entry.message().payload();
            };
            return new String(row.key(), StandardCharsets.UTF_8) + "="
                    + new String(value, StandardCharsets.UTF_8);
        }).toList();
    }

    public ScanAnswer.Page scan(ScanRequest request) {
        ScanAnswer answer = harness.get(harness.log().scan(request));
        assertThat(answer).isInstanceOf(ScanAnswer.Page.class);
        return (ScanAnswer.Page) answer;
    }
}
