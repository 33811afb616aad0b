package tidings.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tidings.core.loop.Loop;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What a session notes in its journal before it goes on, in order: one write at a time, and what
/// comes meanwhile is in the next. So no note is on disk without those before it, and a write that
/// failed is written again before anything else.
@OwnedBy(Owner.LOOP)
final class Notes {
    private static final long RETRY_MS = 200;

    private record Note(InFlight one, Runnable then) {}

    private final Loop loop;
    private final Journal journal;
    /// Whether a note is still of use.
    private final Predicate<InFlight> current;
    private List<Note> waiting = new ArrayList<>(0);
    private boolean writing;

    Notes(Loop loop, Journal journal, Predicate<InFlight> current) {
        this.loop = loop;
        this.journal = journal;
        this.current = current;
    }

    /// @param then called once it is on disk, unless it is of no use by then
    void write(InFlight one, Runnable then) {
        waiting.add(new Note(one, then));
        if (!writing) {
            writeNext();
        }
    }

    private void writeNext() {
        List<Note> next = waiting;
        waiting = new ArrayList<>(2);
        next.removeIf(note -> !current.test(note.one));
        if (next.isEmpty()) {
            return;
        }
        writing = true;
        journal.write(next.stream().map(Note::one).toList(), written -> {
            if (written) {
                onWritten(next);
            } else {
                loop.schedule(RETRY_MS, () -> {
                    next.addAll(waiting);
                    waiting = next;
                    writing = false;
                    writeNext();
                });
            }
        });
    }

    private void onWritten(List<Note> written) {
        writing = false;
        for (Note note : written) {
            if (current.test(note.one)) {
                note.then.run();
            }
        }
        if (!writing) {
            writeNext();
        }
    }
}
