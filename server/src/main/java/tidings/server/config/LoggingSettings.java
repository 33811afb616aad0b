package tidings.server.config;

/// How the server says what it does, to stderr.
///
/// @param level what is less important is not said
public record LoggingSettings(Format format, Level level) {
    public static final LoggingSettings DEFAULT = new LoggingSettings(Format.TEXT, Level.INFO);

    public enum Format {
        TEXT, JSON
    }

    public enum Level {
        ERROR, WARN, INFO, DEBUG, TRACE
    }

    static LoggingSettings read(ConfigReader in) {
        return new LoggingSettings(
                in.value("format", Types.oneOf(Format.class), DEFAULT.format,
                        "Lines for people, or one JSON object a line."),
                in.value("level", Types.oneOf(Level.class), DEFAULT.level,
                        "What is less important than this is not said."));
    }
}
