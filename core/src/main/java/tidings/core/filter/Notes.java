package tidings.core.filter;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import tidings.core.loop.Loop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What a session notes in its journal before it goes on, in order: a note that could not be
/// written is written again, and those behind it wait for it.
@OwnedBy(Owner.LOOP)
final class Notes {
    private static final long RETRY_MS = 200;

    private static final class Note {
        private final InFlight one;
        private final Runnable then;
        private boolean written;

        Note(InFlight one, Runnable then) {
            this.one = one;
            this.then = then;
        }
    }

    private final Loop loop;
    private final Journal journal;
    /// Whether a note is still of use.
    private final Predicate<InFlight> current;
    private final ArrayDeque<Note> waiting = new ArrayDeque<>(2);

    Notes(Loop loop, Journal journal, Predicate<InFlight> current) {
        this.loop = loop;
        this.journal = journal;
        this.current = current;
    }

    /// @param then called once it is on disk, unless it is of no use by then
    void write(InFlight one, Runnable then) {
        Note note = new Note(one, then);
        waiting.addLast(note);
        write(note);
    }

    private void write(Note note) {
        journal.write(note.one, written -> {
            if (written || !current.test(note.one)) {
                note.written = true;
                goOn();
            } else {
                loop.schedule(RETRY_MS, () -> retry(note));
            }
        });
    }

    /// Of no use any more, it must not be written over what came after it.
    private void retry(Note note) {
        if (current.test(note.one)) {
            write(note);
        } else {
            note.written = true;
            goOn();
        }
    }

    private void goOn() {
        for (Note first = waiting.peekFirst(); first != null
                && first.written; first = waiting.peekFirst()) {
            waiting.removeFirst();
            if (current.test(first.one)) {
                first.then.run();
            }
        }
    }
}
