package tidings.core.filter;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.StateTable;
import tidings.core.rule.Rule;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.TableAnswer;

/// Reads messages again of which a session has nothing but their places, as one of its steps each: from
/// their channels, or as their channels' states.
@OwnedBy(Owner.LOOP)
final class Rereads {
    private static final int PAGE_BYTES = 256 * 1024;

    private final FilterServices services;
    private final Steps steps;

    Rereads(FilterServices services, Steps steps) {
        this.services = services;
        this.steps = steps;
    }

    /// If it can't be read now neither is called: the step is repeated in a moment.
    ///
    /// @param lost called if it is no longer kept
    void read(InFlight one, Consumer<Message> found, Runnable lost) {
        Rule rule = services.rules().of(one.channel()).orElse(null);
        if (rule == null || rule.log() == null) {
            readState(one, found, lost);
            return;
        }
        ReadRequest request = new ReadRequest(one.channel(), rule.log(), one.epoch(),
                new ReadFrom.After(one.offset() - 1), one.offset(), 1, PAGE_BYTES);
        steps.await();
        services.reads().ask(PAGE_BYTES, () -> services.log().read(request),
                (answer, _) -> steps.answer(() -> onRead(one, answer, found, lost)));
    }

    private void onRead(InFlight one, @Nullable ReadAnswer answer, Consumer<Message> found,
            Runnable lost) {
        switch (answer) {
            case ReadAnswer.Page(Position _, var entries, boolean _) -> {
                if (entries.isEmpty() || entries.getFirst().offset() != one.offset()) {
                    readState(one, found, lost);
                } else {
                    found.accept(entries.getFirst().message());
                }
            }
            case ReadAnswer.TooOld _,ReadAnswer.OtherEpoch _ -> readState(one, found, lost);
            case null -> steps.later();
            case ReadAnswer.Failed _ -> steps.later();
        }
    }

    /// Its channel does not keep it any more, but it may be the channel's state.
    private void readState(InFlight one, Consumer<Message> found, Runnable lost) {
        steps.await();
        services.reads().ask(PAGE_BYTES,
                () -> services.log().read(StateTable.readOf(one.shard(), one.channel())),
                (answer, _) -> steps.answer(() -> onStateRead(one, answer, found, lost)));
    }

    private void onStateRead(InFlight one, @Nullable TableAnswer answer, Consumer<Message> found,
            Runnable lost) {
        if (answer instanceof TableAnswer.Page page) {
            Entry state = StateTable.stateOf(one.channel(), page.rows());
            if (state != null && state.offset() == one.offset()
                    && state.epoch().equals(one.epoch())) {
                found.accept(state.message());
            } else {
                lost.run();
            }
        } else {
            steps.later();
        }
    }
}
