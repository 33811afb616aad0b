package tidings.gateway.net;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that TLS needs can't be used; the message names it and says what to do.
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    TlsException(Path file, String why, @Nullable Throwable cause) {
        super(file + ": " + why, cause);
    }
}
