package tidings.gateway.centrifuge;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tidings.gateway.net.SocketOutbox;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Questions of one conversation whose answers may be large: history and presence. A few at a time
/// are on their way, and none while the connection takes no more: so who asks a thousand times
/// and reads nothing costs no more than its outbox and a few answers. How many may wait is bounded
/// by the commands that may be unanswered.
@OwnedBy(Owner.LOOP)
final class Questions {
    static final int AT_ONCE_MAX = 4;

    private final SocketOutbox outbox;
    /// Null while none waits.
    private @Nullable ArrayDeque<Runnable> waiting;
    private int underWay;

    Questions(SocketOutbox outbox) {
        this.outbox = outbox;
    }

    /// Asks now or later; each question calls [#onAnswered] once.
    void ask(Runnable question) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        waiting.addLast(question);
        goOn();
    }

    void onAnswered() {
        underWay--;
        goOn();
    }

    /// There is room in the outbox, or one was answered.
    void goOn() {
        while (waiting != null && underWay < AT_ONCE_MAX && !outbox.full()) {
            Runnable next = waiting.removeFirst();
            if (waiting.isEmpty()) {
                waiting = null;
            }
            underWay++;
            next.run();
        }
    }

    /// The conversation is over.
    void forget() {
        waiting = null;
    }
}
