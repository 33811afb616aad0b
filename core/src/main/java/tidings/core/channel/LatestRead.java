package tidings.core.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Log;
import tidings.log.LogRefusal;
import tidings.log.LogRetention;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.TableAnswer;

/// What the log says of a channel's value, for [JoinFrom.Latest].
sealed interface LatestRead {
    /// @param head  of the channel when it was asked
    /// @param state under the empty key; null if there is none
    /// @param asOf  the last entry of the shard that `state` reflects
    /// @param last  the channel's last entry, if there is no state; null if none is kept
    record Found(long head, @Nullable Entry state, long asOf, @Nullable Entry last)
            implements
                LatestRead {}

    record Failed(LogRefusal refusal) implements LatestRead {}

    /// Asks for it. The answer comes on any thread.
    static CompletionStage<LatestRead> ask(Log log, int shard, ChannelName channel, long head,
            LogRetention retention) {
        return log.read(StateTable.readOf(shard, channel))
                .thenCompose(answer -> switch (answer) {
                    case TableAnswer.Page(var rows, long asOf, _) -> {
                        Entry state = StateTable.stateOf(channel, rows);
                        yield state != null
                                ? CompletableFuture.completedFuture(
                                        new Found(head, state, asOf, null))
                                : askLast(log, channel, head, asOf, retention);
                    }
                    case TableAnswer.Failed(var refusal) -> CompletableFuture
                            .completedFuture(new Failed(refusal));
                });
    }

    private static CompletionStage<LatestRead> askLast(Log log, ChannelName channel, long head,
            long asOf, LogRetention retention) {
        return log.read(new ReadRequest(channel, retention, null, new ReadFrom.Newest(),
                Long.MAX_VALUE, 1, 1)).thenApply(answer -> switch (answer) {
                    case ReadAnswer.Page(_, var entries, _) -> new Found(head, null, asOf,
                            entries.isEmpty() ? null : entries.getFirst());
                    case ReadAnswer.TooOld _,ReadAnswer.OtherEpoch _ -> new Found(head, null,
                            asOf, null);
                    case ReadAnswer.Failed(var refusal) -> new Failed(refusal);
                });
    }
}
