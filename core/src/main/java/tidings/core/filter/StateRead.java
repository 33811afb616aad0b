package tidings.core.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.StateTable;
import tidings.core.flaw.PlantedFlaw;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.TableAnswer;
import tidings.log.TableRead;
import tidings.log.TableRow;

/// Reads the messages that are the state of the channels that a filter matches (MQTT: the retained
/// ones), page by page, shard by shard. First comes what the server says of itself.
///
/// What became state after the subscription began comes live, so it is not given here. A page is held
/// only while it is given: who takes nothing costs a place.
@OwnedBy(Owner.LOOP)
final class StateRead {
    private static final int PAGE_ROWS_MIN = 8;
    private static final int PAGE_ROWS = 100;
    private static final int PAGE_BYTES = 64 * 1024;

    private final FilterServices services;
    private final Filter filter;
    private final FilterOptions options;
    private final long[] since;
    private final byte[] prefix;
    private final int lastShard;
    private final ArrayDeque<Entry> page = new ArrayDeque<>();
    /// Where the first one of the page comes after; null at its shard's beginning.
    private int pageShard;
    private byte @Nullable [] pageAfter;
    /// Where the next page begins.
    private int shard;
    private byte @Nullable [] after;
    /// What earlier connections gave of what is read here.
    private Set<Beginning.State> given = Set.of();

    StateRead(FilterServices services, Filter filter, FilterOptions options, long[] since) {
        this.services = services;
        this.filter = filter;
        this.options = options;
        this.since = since;
        this.prefix = filter.literalPrefix().getBytes(StandardCharsets.UTF_8);
        if (filter.exact()) {
            this.shard = ChannelName.ofStored(prefix).shardOf(since.length);
            this.lastShard = shard;
        } else {
            this.lastShard = since.length - 1;
        }
        this.pageShard = shard;
        services.tap().serverState().forEach((channel, message) -> {
            if (filter.matches(channel.value())) {
                page.addLast(new Entry(channel, "", 0, 0, 0, 0, message));
            }
        });
    }

    /// Goes on with one that an earlier connection left. What the server says of itself is told anew.
    static StateRead of(FilterServices services, Beginning left) {
        long[] since = left.since().length == 0 ? services.tap().places() : left.since();
        StateRead read = new StateRead(services, left.filter(), left.options(), since);
        read.page.clear();
        read.shard = left.shard();
        read.after = left.after();
        read.given = left.given();
        return read;
    }

    /// What is left of it.
    Beginning left() {
        return page.isEmpty() ? leftAfter(shard, after) : leftAfter(pageShard, pageAfter);
    }

    /// Of what was given before, what comes behind its place: the rest will not be met again.
    private Beginning leftAfter(int at, byte @Nullable [] key) {
        Set<Beginning.State> behind = given.isEmpty()
                ? given
                : given.stream().filter(state -> isAfter(state.channel(), at, key))
                        .collect(Collectors.toUnmodifiableSet());
        return new Beginning(filter, options, since, at, key, behind);
    }

    private boolean isAfter(ChannelName channel, int at, byte @Nullable [] key) {
        int in = channel.shardOf(since.length);
        return in > at || (in == at && (key == null
                || Arrays.compareUnsigned(StateTable.keyOf(channel, ""), key) > 0));
    }

    /// Lets go of what is read and can't be given now: it is read again. What the server says of itself
    /// is everybody's, and stays.
    void pause() {
        Entry next = page.peekFirst();
        if (next != null && isRead(next)) {
            page.clear();
            shard = pageShard;
            after = pageAfter;
        }
    }

    /// Sequence 0 is what the server says of itself.
    private static boolean isRead(Entry entry) {
        return entry.sequence() > 0;
    }

    Filter filter() {
        return filter;
    }

    /// Where each shard was when the subscription began.
    long[] since() {
        return since;
    }

    /// Whether an earlier connection was given it.
    boolean wasGiven(Entry entry) {
        return !given.isEmpty() && given.contains(Beginning.State.of(entry))
                && !PlantedFlaw.STATE_GIVEN_AGAIN.planted();
    }

    Interest interest() {
        return Interest.of(options);
    }

    /// Null if another page must be read, or it is [#done].
    @Nullable
    Entry next() {
        return page.peekFirst();
    }

    void taken() {
        Entry taken = page.removeFirst();
        if (isRead(taken)) {
            pageAfter = StateTable.keyOf(taken.channel(), "");
        }
    }

    boolean done() {
        return page.isEmpty() && shard > lastShard;
    }

    /// @param room for how many there is
    /// @param reply on this loop; false if the page could not be read now
    void readOn(int room, Consumer<Boolean> reply) {
        TableRead request = new TableRead(shard, StateTable.NAME, prefix, after,
                Math.min(PAGE_ROWS, Math.max(PAGE_ROWS_MIN, room)), PAGE_BYTES);
        services.reads().ask(PAGE_BYTES, () -> services.log().read(request), (answer, _) -> {
            if (answer instanceof TableAnswer.Page found) {
                onPage(found);
                reply.accept(true);
            } else {
                reply.accept(false);
            }
        });
    }

    private void onPage(TableAnswer.Page found) {
        pageShard = shard;
        pageAfter = after;
        for (TableRow row : found.rows()) {
            after = row.key();
            if (row instanceof TableRow.Stored(var key, var entry) && StateTable.isOfEmptyKey(key)
                    && filter.matches(entry.channel().value())
                    && entry.sequence() <= since[shard]) {
                page.addLast(entry);
            }
        }
        if (!found.more()) {
            shard++;
            after = null;
        }
    }
}
