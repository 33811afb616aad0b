package tidings.cli;

import org.jspecify.annotations.Nullable;

/// The end of a command, with what to tell its user: what was wrong, and what to try next.
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode exit;

    CommandException(ExitCode exit, String message) {
        this(exit, message, null);
    }

    CommandException(ExitCode exit, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    ExitCode exit() {
        return exit;
    }
}
