package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.StateTable;
import tidings.core.flaw.PlantedFlaw;
import tidings.core.rule.Rule;
import tidings.log.Entry;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.Position;
import tidings.log.ReadAnswer;
import tidings.log.ReadFrom;
import tidings.log.ReadRequest;
import tidings.log.TableAnswer;

/// What an earlier connection was sent and did not acknowledge: it is sent again, in its order, under
/// the same packet identifiers, before anything new, and no more of it at a time than the client takes
/// now.
@OwnedBy(Owner.LOOP)
final class Resends {
    private static final int PAGE_BYTES = 256 * 1024;

    private final FilterServices services;
    private final Steps steps;
    private final Deliveries deliveries;
    private final LongConsumer onGap;
    private final ArrayDeque<InFlight> left;
    /// The identifiers of what this connection was sent again and has not acknowledged.
    private final Set<Integer> sentHere = new HashSet<>(4);

    Resends(FilterServices services, Steps steps, Deliveries deliveries,
            LongConsumer onGap) {
        this.services = services;
        this.steps = steps;
        this.deliveries = deliveries;
        this.onGap = onGap;
        this.left = new ArrayDeque<>(deliveries.all());
    }

    boolean done() {
        return left.isEmpty();
    }

    /// The next one of them, if there is room for it.
    void step() {
        InFlight one = left.getFirst();
        if (!deliveries.isStill(one)) {
            left.removeFirst();
            steps.next();
        } else if (one.released()) {
            left.removeFirst();
            deliveries.releaseAgain(one);
            steps.next();
        } else if (!hasRoom()) {
            return; // it goes on with an acknowledgement
        } else if (one.message() != null) {
            send(one);
        } else {
            Rule rule = services.rules().of(one.channel()).orElse(null);
            if (rule == null || rule.log() == null) {
                readState(one);
            } else {
                read(one, new ReadRequest(one.channel(), rule.log(), one.epoch(),
                        new ReadFrom.After(one.offset() - 1), one.offset(), 1, PAGE_BYTES));
            }
        }
    }

    private void read(InFlight one, ReadRequest request) {
        steps.await();
        services.reads().ask(PAGE_BYTES, () -> services.log().read(request),
                (answer, _) -> steps.answer(() -> onRead(one, answer)));
    }

    private void onRead(InFlight one, @Nullable ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Page(Position _, var entries, boolean _) -> {
                if (entries.isEmpty() || entries.getFirst().offset() != one.offset()) {
                    readState(one);
                } else {
                    send(one.with(entries.getFirst().message()));
                }
            }
            case ReadAnswer.TooOld _,ReadAnswer.OtherEpoch _ -> readState(one);
            case null -> steps.later();
            case ReadAnswer.Failed _ -> steps.later();
        }
    }

    /// Its channel does not keep it any more, but it may be the channel's state.
    private void readState(InFlight one) {
        steps.await();
        services.reads().ask(PAGE_BYTES,
                () -> services.log().read(StateTable.readOf(one.shard(), one.channel())),
                (answer, _) -> steps.answer(() -> onStateRead(one, answer)));
    }

    private void onStateRead(InFlight one, @Nullable TableAnswer answer) {
        if (answer instanceof TableAnswer.Page page) {
            Entry state = StateTable.stateOf(one.channel(), page.rows());
            if (state != null && state.offset() == one.offset()
                    && state.epoch().equals(one.epoch())) {
                send(one.with(state.message()));
            } else {
                lost(one);
            }
        } else {
            steps.later();
        }
    }

    private boolean hasRoom() {
        if (PlantedFlaw.RESENT_AT_ONCE.planted()) {
            return true;
        }
        sentHere.removeIf(id -> deliveries.get(id) == null);
        return sentHere.size() < deliveries.max();
    }

    private void send(InFlight one) {
        left.removeFirst();
        if (deliveries.isStill(one)) {
            sentHere.add(one.packetId());
            deliveries.sendAgain(one);
        }
        steps.next();
    }

    /// Its entry is no longer kept.
    private void lost(InFlight one) {
        left.removeFirst();
        onGap.accept(1);
        deliveries.finish(one);
    }
}
