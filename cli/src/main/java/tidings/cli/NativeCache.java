package tidings.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a native library is unpacked when the launcher has not done so.
final class NativeCache {
    private NativeCache() {}

    static @Nullable Path folder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && !cache.isEmpty()) {
            return Path.of(cache, "tidings");
        }
        String home = System.getProperty("user.home");
        return home == null || home.equals("?") ? null : Path.of(home, ".cache", "tidings");
    }
}
