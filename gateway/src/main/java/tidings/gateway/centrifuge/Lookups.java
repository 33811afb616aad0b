package tidings.gateway.centrifuge;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.HistoryRequest;
import tidings.core.channel.Presence;
import tidings.core.fanout.Member;
import tidings.core.identity.Action;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.gateway.centrifuge.wire.HistoryResult;
import tidings.gateway.centrifuge.wire.PresenceRequest;
import tidings.gateway.centrifuge.wire.PresenceResult;
import tidings.gateway.centrifuge.wire.PresenceStatsRequest;
import tidings.gateway.centrifuge.wire.PresenceStatsResult;
import tidings.gateway.centrifuge.wire.StreamPosition;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;

/// Presence and history: what an open session is asked that nobody has at hand.
@OwnedBy(Owner.LOOP)
final class Lookups {
    private final OpenSession open;
    private final Questions questions;

    Lookups(CentrifugeSession session, OpenSession open) {
        this.open = open;
        this.questions = new Questions(session.connection().outbox());
    }

    void onPresence(PresenceRequest request) {
        readPresence(request.id(), request.channel(), presence -> onMembers(request.id(),
                presence));
    }

    private void onMembers(long id, Presence presence) {
        if (presence.members().size() > open.settings().presenceMax()) {
            open.refuse(id, new Refusal.TooMany("members are listed; ask for presence_stats",
                    open.settings().presenceMax()));
        } else {
            open.reply(id,
                    new PresenceResult(presence.members().stream().map(Member::shown).toList()));
        }
    }

    void onPresenceStats(PresenceStatsRequest request) {
        readPresence(request.id(), request.channel(),
                presence -> open.reply(request.id(), new PresenceStatsResult(
                        presence.members().size(), presence.userCount())));
    }

    private void readPresence(long id, String name, Consumer<Presence> answer) {
        ChannelName channel = open.channel(id, name);
        if (channel == null) {
            return;
        }
        Rule rule = open.permitted(id, channel, Action.PRESENCE);
        if (rule == null) {
            return;
        }
        if (!rule.presence()) {
            open.refuse(id, new Refusal.NotAvailable("presence"));
            return;
        }
        questions.ask(() -> open.services().shardOf(channel).readPresence(channel,
                presence -> open.services().loop().execute(() -> {
                    answer.accept(presence);
                    questions.onAnswered();
                })));
    }

    void onHistory(tidings.gateway.centrifuge.wire.HistoryRequest request) {
        long id = request.id();
        ChannelName channel = open.channel(id, request.channel());
        if (channel == null) {
            return;
        }
        Rule rule = open.permitted(id, channel, Action.HISTORY);
        if (rule == null) {
            return;
        }
        StreamPosition since = request.since();
        if (!rule.logged()) {
            open.refuse(id, new Refusal.NotAvailable("history"));
        } else if (request.reverse() && since != null && since.offset() == 0) {
            open.refuse(id, new Refusal.BadRequest("nothing comes before offset 0"));
        } else {
            int limit = request.limit() < 0
                    ? open.settings().historyMax()
                    : Math.min(request.limit(), open.settings().historyMax());
            String epoch = since == null || since.epoch().isEmpty() ? null : since.epoch();
            HistoryRequest page = new HistoryRequest(channel, epoch,
                    from(since, request.reverse()), limit, open.settings().replyBytesMax());
            questions.ask(() -> open.services().readHistory(page, answer -> {
                onHistoryRead(id, answer);
                questions.onAnswered();
            }));
        }
    }

    private static ReadFrom from(@Nullable StreamPosition since, boolean reverse) {
        if (reverse) {
            return since == null ? new ReadFrom.Newest() : new ReadFrom.Before(since.offset());
        }
        return since == null ? new ReadFrom.Oldest() : new ReadFrom.After(since.offset());
    }

    private void onHistoryRead(long id, ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Page(var head, var entries, _) -> open.reply(id,
                    new HistoryResult(Beginning.publications(entries), head.epoch(),
                            head.offset()));
            case ReadAnswer.TooOld(var head, _) -> open.refuse(id, new Refusal.PositionLost(head));
            case ReadAnswer.OtherEpoch(var head) -> open.refuse(id, new Refusal.PositionLost(head));
            case ReadAnswer.Failed(var refusal) -> open.refuse(id, new Refusal.FromLog(refusal));
        }
    }

    /// There is room in the outbox.
    void goOn() {
        questions.goOn();
    }

    /// The conversation is over.
    void forget() {
        questions.forget();
    }
}
