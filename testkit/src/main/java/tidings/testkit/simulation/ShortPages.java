package tidings.testkit.simulation;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import tidings.log.Append;
import tidings.log.ChannelName;
import tidings.log.Located;
import tidings.log.Log;
import tidings.log.LogChannel;
import tidings.log.LogRetention;
import tidings.log.LogStatus;
import tidings.log.Message;
import tidings.log.OpenAnswer;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadRequest;
import tidings.log.ScanAnswer;
import tidings.log.ScanRequest;
import tidings.log.ShardListener;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableWrite;
import tidings.log.TrimAnswer;
import tidings.log.WriteAnswer;

/// A log whose pages are cut after a few entries, so that a schedule of a hundred publishes has
/// catch-ups of many pages.
record ShortPages(Log log, RandomGenerator random) implements Log {
    private static final int ENTRIES_MAX = 5;

    @Override
    public CompletionStage<ReadAnswer> read(ReadRequest request) {
        return log.read(new ReadRequest(request.channel(), request.retention(), request.epoch(),
                request.from(), request.upTo(), few(request.limit()), request.bytesMax()));
    }

    @Override
    public CompletionStage<TableAnswer> read(TableRead request) {
        return log.read(new TableRead(request.shard(), request.table(), request.prefix(),
                request.after(), few(request.limit()), request.bytesMax()));
    }

    @Override
    public CompletionStage<ScanAnswer> scan(ScanRequest request) {
        return log.scan(new ScanRequest(request.shard(), request.after(), request.upTo(),
                request.matcher(), few(request.limit()), request.bytesMax(),
                few(request.visitedMax())));
    }

    private int few(int limit) {
        return Math.min(limit, 1 + random.nextInt(ENTRIES_MAX));
    }

    @Override
    public int shardCount() {
        return log.shardCount();
    }

    @Override
    public String incarnation() {
        return log.incarnation();
    }

    @Override
    public long listen(int shard, ShardListener listener) {
        return log.listen(shard, listener);
    }

    @Override
    public CompletionStage<OpenAnswer> open(ChannelName channel) {
        return log.open(channel);
    }

    @Override
    public void append(Append append) {
        log.append(append);
    }

    @Override
    public void relay(ChannelName channel, Message message) {
        log.relay(channel, message);
    }

    @Override
    public CompletionStage<Located> locate(ChannelName channel, LogRetention retention,
            Position position) {
        return log.locate(channel, retention, position);
    }

    @Override
    public CompletionStage<TrimAnswer> trim(LogChannel channel, long upTo) {
        return log.trim(channel, upTo);
    }

    @Override
    public CompletionStage<WriteAnswer> write(int shard, List<TableWrite> writes) {
        return log.write(shard, writes);
    }

    @Override
    public LogStatus status() {
        return log.status();
    }

    @Override
    public void close() {
        log.close();
    }
}
