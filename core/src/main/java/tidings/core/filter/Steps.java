package tidings.core.filter;

import tidings.core.loop.Loop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one session does beside what it hears, step by step: each step in a task of its own, and none
/// while one waits for an answer. What throws is told to the session's listener.
@OwnedBy(Owner.LOOP)
final class Steps {
    private static final long RETRY_MS = 200;

    private final Loop loop;
    private final Runnable step;
    private final FilterListener listener;
    private boolean going;
    private boolean pending;
    private boolean waiting;

    /// @param step one of them; called again after [#next]
    /// @param listener hears of it in a task of its own
    Steps(Loop loop, Runnable step, FilterListener listener) {
        this.loop = loop;
        this.step = step;
        this.listener = listener;
    }

    void begin() {
        going = true;
    }

    void end() {
        going = false;
    }

    /// There may be something to go on with.
    void next() {
        if (!pending && going) {
            pending = true;
            loop.execute(() -> {
                pending = false;
                if (going && !waiting) {
                    run(step);
                }
            });
        }
    }

    /// As [#next], in a moment: what was asked could not be answered now.
    void later() {
        loop.schedule(RETRY_MS, this::next);
    }

    /// Nothing more is done until [#answer].
    void await() {
        waiting = true;
    }

    /// What was waited for is there; on the loop.
    void answer(Runnable answer) {
        waiting = false;
        if (going) {
            run(answer);
        }
    }

    private void run(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /// Something of the session threw.
    void failed(RuntimeException cause) {
        loop.execute(() -> {
            if (going) {
                listener.onFailed(cause);
            }
        });
    }
}
