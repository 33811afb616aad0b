package tidings.testkit.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system of its own in a file, whose power can be cut: what was not synced is gone, as
/// after a real power cut. Needs root.
///
/// In one thing it is worse than a power cut: an fdatasync that is under way at that moment may
/// return success although its data are lost (a plain loop of write and fdatasync showed it in 38
/// of 240 cuts on Linux 6.18, never for more than the one). So only what was acknowledged before
/// the cut began can be held against anybody.
public final class LoopMount implements AutoCloseable {
    public static final String WHY_NOT = "skipped: mounting a file system needs root";
    /// `_IOR('X', 125, u32)`: ext4 and XFS stop at once, here without flushing their journal.
    private static final long SHUTDOWN = 0x8004587DL;
    private static final int WITHOUT_LOG_FLUSH = 2;

    private final Path image;
    private final Path mounted;

    private LoopMount(Path image, Path mounted) {
        this.image = image;
        this.mounted = mounted;
    }

    /// Whether file systems can be mounted here.
    public static boolean possible() {
        return "root".equals(System.getProperty("user.name"));
    }

    public static LoopMount make(Path directory, long bytes)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path image = directory.resolve("image").toAbsolutePath();
        Path mounted = Files.createDirectories(directory.resolve("mounted")).toAbsolutePath();
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        run("mkfs.ext4", "-q", "-F", image.toString());
        LoopMount mount = new LoopMount(image, mounted);
        mount.mount();
        return mount;
    }

    public Path path() {
        return mounted;
    }

    private void mount() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mounted.toString());
    }

    /// From now on nothing reaches the disk any more, and everything that tries gets an error.
    // restricted: there is no other way to this call, and the test JVM allows it.
    @SuppressWarnings("restricted")
    public void cutPower() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor openShape = FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        FunctionDescriptor ioctlShape = FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        FunctionDescriptor closeShape = FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            var open = linker.downcallHandle(linker.defaultLookup().findOrThrow("open"), openShape,
                    Linker.Option.firstVariadicArg(2));
            var ioctl = linker.downcallHandle(linker.defaultLookup().findOrThrow("ioctl"),
                    ioctlShape, Linker.Option.firstVariadicArg(2));
            var close = linker.downcallHandle(linker.defaultLookup().findOrThrow("close"),
                    closeShape);
            int file = (int) open.invokeExact(arena.allocateFrom(mounted.toString()), 0);
            MemorySegment flags = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_LOG_FLUSH);
            int answer = (int) ioctl.invokeExact(file, SHUTDOWN, flags);
            int closed = (int) close.invokeExact(file);
            if (file < 0 || answer != 0 || closed != 0) {
                throw new IllegalStateException(
                        "the shutdown ioctl answered " + answer + " for file " + file);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("the power could not be cut", e);
        }
    }

    /// Power is back: the file system is mounted again, with what it has.
    public void restorePower() throws IOException, InterruptedException {
        run("umount", mounted.toString());
        mount();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("%s gave %d: %s".formatted(List.of(command), code, output));
        }
    }

    @Override
    public void close() {
        try {
            // Lazily, so that a test that failed with files open leaves no mount behind.
            run("umount", "-l", mounted.toString());
            Files.delete(image);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
