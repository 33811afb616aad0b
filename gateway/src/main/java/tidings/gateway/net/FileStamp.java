package tidings.gateway.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A file as it was when it was looked at: another one means that it has changed. All files that
/// can't be looked at have the same.
public record FileStamp(long modifiedMs, long bytes, @Nullable Object key) {
    private static final FileStamp NONE = new FileStamp(0, -1, null);

    public static FileStamp of(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime().toMillis(), attributes.size(),
                    attributes.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }
}
