package tidings.gateway.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// File descriptors that are kept for those who can't do without: when accepting has used up all
/// others, these are given back to the system, so that the log can still make its files, and
/// nothing is accepted until they are to be had again. For any thread.
final class DescriptorReserve {
    static final int DESCRIPTORS = 64;
    private static final Path NOTHING = Path.of("/dev/null");

    private final List<FileChannel> held = new ArrayList<>();
    private final List<Runnable> onReleased = new ArrayList<>();

    DescriptorReserve() {
        tryTake();
    }

    /// @param pause called, from whatever thread, when nothing may be accepted any more
    synchronized void watch(Runnable pause) {
        onReleased.add(pause);
    }

    /// There are none left: whoever accepts is told to pause.
    synchronized void release() {
        giveBack();
        onReleased.forEach(Runnable::run);
    }

    /// Whether there are enough again; they are held then.
    synchronized boolean tryTake() {
        if (!Files.exists(NOTHING)) {
            return true;
        }
        try {
            while (held.size() < DESCRIPTORS) {
                held.add(FileChannel.open(NOTHING));
            }
            return true;
        } catch (IOException e) {
            giveBack();
            return false;
        }
    }

    synchronized void close() {
        giveBack();
    }

    private void giveBack() {
        for (FileChannel one : held) {
            try {
                one.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        held.clear();
    }
}
