package tidings.testkit.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Entry;
import tidings.log.Located;
import tidings.log.LogRetention;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.testkit.log.SimulatedStore.Stored;
import tidings.testkit.log.SimulatedStore.StoredChannel;

/// What a channel's readers see of it, worked out the plain way: everything that is kept, in a
/// list.
final class SimulatedReads {
    private final Position head;
    private final List<Entry> kept;
    private final long lastGone;

    /// @param channel null if it has no record
    SimulatedReads(@Nullable StoredChannel channel, String epoch, LogRetention retention,
            long logTimeMs) {
        if (channel == null) {
            this.head = new Position(epoch, 0);
            this.kept = List.of();
            this.lastGone = 0;
            return;
        }
        this.head = new Position(channel.epoch, channel.head);
        int first = firstKept(channel.entries, retention, logTimeMs);
        this.kept = channel.entries.subList(first, channel.entries.size()).stream()
                .map(Stored::entry).toList();
        this.lastGone = first > 0
                ? channel.entries.get(first - 1).entry().offset()
                : channel.trimmedUpTo;
    }

    private static int firstKept(List<Stored> entries, LogRetention retention, long logTimeMs) {
        long oldest = logTimeMs - retention.age().toMillis();
        long bytes = 0;
        int first = entries.size();
        while (first > 0) {
            Stored candidate = entries.get(first - 1);
            bytes += candidate.entry().message().weight();
            boolean newest = first == entries.size();
            if (entries.size() - first >= retention.entries()
                    || (!newest && bytes > retention.bytes()) || candidate.logTimeMs() < oldest) {
                break;
            }
            first--;
        }
        return first;
    }

    Located locate(Position position) {
        if (!position.epoch().equals(head.epoch()) || position.offset() > head.offset()) {
            return new Located.OtherEpoch(head);
        }
        return tooOld(position.offset()) ? new Located.TooOld(head.offset()) : new Located.Ok();
    }

    /// Whether an entry after this offset is gone.
    private boolean tooOld(long offset) {
        return offset < lastGone;
    }

    List<Entry> kept() {
        return kept;
    }

    ReadAnswer read(ReadRequest request) {
        if (request.epoch() != null && !request.epoch().equals(head.epoch())) {
            return new ReadAnswer.OtherEpoch(head);
        }
        if (request.limit() == 0) {
            return new ReadAnswer.Page(head, List.of(), false);
        }
        return switch (request.from()) {
            case ReadFrom.After(long offset) -> after(offset, request);
            case ReadFrom.Oldest() -> page(kept, request);
            case ReadFrom.Before(long offset) -> page(
                    kept.reversed().stream().filter(e -> e.offset() < offset).toList(), request);
            case ReadFrom.Newest() -> page(kept.reversed(), request);
        };
    }

    private ReadAnswer after(long offset, ReadRequest request) {
        if (offset > head.offset()) {
            return new ReadAnswer.OtherEpoch(head);
        }
        if (tooOld(offset)) {
            return new ReadAnswer.TooOld(head,
                    kept.isEmpty() ? head.offset() + 1 : kept.getFirst().offset());
        }
        return page(kept.stream().filter(e -> e.offset() > offset).toList(), request);
    }

    private ReadAnswer page(List<Entry> candidates, ReadRequest request) {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : candidates) {
            if (entry.offset() > request.upTo()) {
                continue;
            }
            bytes += entry.message().weight();
            if (entries.size() == request.limit()
                    || (!entries.isEmpty() && bytes > request.bytesMax())) {
                return new ReadAnswer.Page(head, List.copyOf(entries), true);
            }
            entries.add(entry);
        }
        return new ReadAnswer.Page(head, List.copyOf(entries), false);
    }
}
