package tidings.log;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// The durable sequence behind channels, as the contract every engine keeps. `LogEngineContract`
/// in `testkit` (with `TablesContract` and `ScanContract`) has a test for each sentence of the
/// numbered lists below; a sentence and its test change together.
///
/// All methods may be called from any thread and never block. A stage that a method returns
/// completes on one of the engine's own threads; a caller turns it into a command to its owner.
///
/// Where bytes of entries are bounded, an entry counts with its message's weight
/// ([Message#weight]): what is said beside a payload may be as large as one.
///
/// ## Shards and order
/// 1. The number of shards is fixed for the life of the log.
/// 2. A channel belongs to the shard its name's hash gives, always.
/// 3. A shard's listener is called once at a time, in the shard's order.
/// 4. Sequences of a shard's entries increase strictly.
/// 5. Offsets of a channel's entries increase strictly, the first is above 0, and each entry's
///    predecessor is the offset of the channel's entry before it.
/// 6. The engine assigns positions: appends of one caller to one channel are committed in the
///    order in which they were appended.
/// 7. Sequences are comparable within one incarnation, which a restart does not change.
///
/// ## Append
/// 1. Every append is settled exactly once, to the listener of its channel's shard.
/// 2. `Committed` means that the entry is on disk as the engine's sync setting says; the entry
///    itself came to the listener before, in the same event.
/// 3. What was refused is in no later read.
/// 4. An entry is read back as it was appended: payload, kind, content type, tags, sender,
///    attributes.
/// 5. The settled append is the very object that was appended.
/// 6. After a restart every committed entry is there, at its position, and offsets go on after
///    the head.
///
/// ## Idempotency
/// 1. The first append of a key in its channel and scope is committed; a later one within the
///    window is `Duplicate` with the first one's position, and no entry is made.
/// 2. That also holds between appends of one batch.
/// 3. The same key with another payload, content type or tags is refused as `KeyReused`. Who
///    sends it again may be another session of the same user.
/// 4. Keys of different scopes or of different channels never meet.
/// 5. Keys survive a restart.
/// 6. After the window a key makes a new entry.
///
/// ## Opening
/// 1. Opening writes nothing: a channel that was only opened has no record.
/// 2. Every name has an epoch of 8 characters, whether or not it has a record, and it is the same
///    each time until something says otherwise.
/// 3. The first commit makes the record under the epoch that its handle was opened with.
/// 4. A handle that was opened after another's commits begins at their head.
///
/// ## Reading
/// 1. `After` gives the entries after the offset in ascending order without a hole.
/// 2. If the entry after that offset is no longer kept, the answer is `TooOld`, never a jump.
/// 3. `After` an offset above the head, or in another epoch than the asked one, is `OtherEpoch`.
/// 4. `Oldest` begins at the first entry kept.
/// 5. `Before` and `Newest` give entries in descending order and end at the first one kept.
/// 6. A page holds at most `limit` entries, and stops before its messages weigh more than
///    `bytesMax`, but holds at least one if there is one; `more` says that it was cut.
/// 7. `limit` 0 gives the head alone.
/// 8. No entry above `upTo` is given.
/// 9. The head of a channel without a record is offset 0 in its epoch.
/// 10. What a read gives was committed; what was committed before the read began is in it.
///
/// ## Locate
/// 1. A position at the head, or whose next entry is kept, is `Ok`.
/// 2. A position whose next entry is no longer kept is `TooOld`.
/// 3. Another epoch is `OtherEpoch`.
/// 4. A position above the head is `OtherEpoch` where a node can't lag, `Ahead` where it can.
///
/// ## Retention and trim
/// 1. Only the newest `entries` of a channel are read.
/// 2. Entries older than `age` by log time are not read.
/// 3. Only the newest entries whose messages weigh no more than `bytes` together are read, but
///    always the newest one.
/// 4. After `trim` completes, no entry at or below its offset is read, at once and after a
///    restart; offsets go on as if nothing had been trimmed.
/// 5. Head and epoch outlive the entries.
///
/// ## Relay
/// 1. A relayed message comes to the listener of its shard, and is in no read.
///
/// ## Tables
/// 1. A table is a map from keys to values, one for each shard; tables of different names or
///    shards never meet.
/// 2. The writes of an append commit with its entry; if the append is settled in any other way
///    than `Committed`, none of them does (`Unknown`: all with the entry, or none).
/// 3. `TheEntry` stores the entry as it was committed, and it is read back so after the channel has
///    let go of it.
/// 4. `write` commits all of its writes or none, and completes when they are on disk as the
///    engine's sync setting says.
/// 5. Appends and writes of one caller to one shard take effect in the order of the calls.
/// 6. `read` gives rows by ascending key, those that begin with the prefix and lie above `after`,
///    no more than the limits say (a stored entry counts with its message's weight), but at least
///    one if there is one; `more` says that it was cut.
/// 7. A page reflects one moment of its shard, and `asOf` says which.
/// 8. After a restart every committed write is there.
/// 9. A write is refused when an append would be; removing rows alone is not refused for want of
///    space.
///
/// ## Scanning
/// 1. A scan gives the wanted entries of a shard after a sequence, in the shard's order, without a
///    hole.
/// 2. `through` is the last sequence that was looked at, also where nothing was wanted; a scan
///    after it goes on where this one ended.
/// 3. A page holds no more entries, weighing no more, than the limits say, but at least one entry
///    if one is found, and looks at no more than `visitedMax`.
/// 4. A wanted entry that is no longer kept (by its channel's retention, a trim, or because the
///    store let go of it) is counted in `missing` and not given.
/// 5. What the log no longer knows of at all is counted in `missing`.
/// 6. What was committed before the scan began is in it; nothing above `upTo` is.
/// 7. The end of a shard, as the listener got it, is the sequence of the last entry before what the
///    listener hears.
///
/// ## Closing
/// 1. What was appended before `close` is settled, or is `Unknown` or refused; nothing hangs.
/// 2. After `close` appends and reads are refused as unavailable.
public interface Log extends AutoCloseable {
    int shardCount();

    /// One unbroken life of the log: sequences are comparable only within it.
    String incarnation();

    /// Names the listener of a shard; once, before the first append to it.
    ///
    /// @return the sequence of the shard's last entry before what the listener will hear
    long listen(int shard, ShardListener listener);

    /// Makes a channel ready for appending. One handle of a channel exists at a time: its shard
    /// lets it go (by forgetting it) only when nothing it appended is unsettled, and opens it
    /// again only after that.
    CompletionStage<OpenAnswer> open(ChannelName channel);

    void append(Append append);

    /// Sends a message to the subscribers of every node, without storing it.
    void relay(ChannelName channel, Message message);

    CompletionStage<ReadAnswer> read(ReadRequest request);

    CompletionStage<Located> locate(ChannelName channel, LogRetention retention, Position position);

    /// Lets go of all entries of a channel up to an offset.
    CompletionStage<TrimAnswer> trim(LogChannel channel, long upTo);

    /// Changes tables of a shard without an entry.
    CompletionStage<WriteAnswer> write(int shard, List<TableWrite> writes);

    CompletionStage<TableAnswer> read(TableRead request);

    CompletionStage<ScanAnswer> scan(ScanRequest request);

    LogStatus status();

    /// Settles what was appended, flushes, and lets the store go. May block.
    @Override
    void close();
}
