package tidings.server.config;

/// Where something was said: a file, a variable, a flag.
///
/// @param line counted from 1; 0 where there are no lines
public record Place(String source, int line) {
    /// Nobody said it.
    static final Place DEFAULT = new Place("default", 0);

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
