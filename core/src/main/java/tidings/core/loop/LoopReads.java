package tidings.core.loop;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// What one loop has asked the log for and has not got. One session asks for a page at a time, but
/// there may be a great many of them: pages that are on their way are bounded together, and who
/// comes when that is used up waits in line. An answer never waits for a socket, so the line moves;
/// between two of its steps sockets are read and written, however fast the log answers.
///
/// Who looks through a shard for what may be his waits in a line of its own: that takes long, and
/// after a restart everybody does it.
@OwnedBy(Owner.LOOP)
public final class LoopReads {
    /// An answer has at least one entry, however large.
    private static final long ANSWER_BYTES_MIN = 64 * 1024;

    private final Loop loop;
    private final Line pages;
    private final Line scans;

    /// @param bytesMax of all answers that are on their way, unless it is one alone of each line
    public LoopReads(Loop loop, long bytesMax) {
        this.loop = loop;
        this.pages = new Line(bytesMax / 2);
        this.scans = new Line(bytesMax / 2);
    }

    /// Asks now, or when those that came before have their answers.
    ///
    /// @param answerBytes what the answer may have
    /// @param reply on the loop, with the answer or why there is none; when it returns, the answer is
    ///     taken
    public <T> void ask(long answerBytes, Supplier<? extends CompletionStage<T>> question,
            BiConsumer<@Nullable T, @Nullable Throwable> reply) {
        pages.ask(answerBytes, question, reply);
    }

    /// The same, for what looks at much before it answers.
    public <T> void askToScan(long answerBytes, Supplier<? extends CompletionStage<T>> question,
            BiConsumer<@Nullable T, @Nullable Throwable> reply) {
        scans.ask(answerBytes, question, reply);
    }

    private static <T> CompletionStage<T> stageOf(
            Supplier<? extends CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Of all answers that are on their way, at most.
    public long bytes() {
        return pages.bytes + scans.bytes;
    }

    /// Questions that wait.
    public int waiting() {
        return pages.line.size() + scans.line.size();
    }

    @OwnedBy(Owner.LOOP)
    private final class Line {
        private final long bytesMax;
        private final ArrayDeque<Runnable> line = new ArrayDeque<>();
        private long bytes;
        private boolean goingOn;

        Line(long bytesMax) {
            this.bytesMax = bytesMax;
        }

        <T> void ask(long answerBytes, Supplier<? extends CompletionStage<T>> question,
                BiConsumer<@Nullable T, @Nullable Throwable> reply) {
            loop.assertInLoop();
            long taken = Math.max(answerBytes, ANSWER_BYTES_MIN);
            Runnable ask = () -> {
                bytes += taken;
                stageOf(question).whenComplete((answer, failure) -> loop.execute(() -> {
                    try {
                        reply.accept(answer, failure);
                    } finally {
                        bytes -= taken;
                        move();
                    }
                }));
            };
            if (line.isEmpty() && hasRoom()) {
                ask.run();
            } else {
                line.addLast(ask);
            }
        }

        private boolean hasRoom() {
            return bytes < bytesMax;
        }

        private void move() {
            if (!goingOn && !line.isEmpty()) {
                goingOn = true;
                loop.schedule(0, () -> {
                    goingOn = false;
                    while (hasRoom() && !line.isEmpty()) {
                        line.removeFirst().run();
                    }
                });
            }
        }
    }
}
