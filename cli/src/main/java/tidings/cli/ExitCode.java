package tidings.cli;

/// What a command's end means to a script.
public enum ExitCode {
    OK(0), FAILED(1),
    /// The command line can't be understood.
    USAGE(2),
    /// Nothing answers there.
    CANNOT_CONNECT(3),
    /// The server said no.
    REFUSED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
