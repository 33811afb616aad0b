package tidings.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tidings.core.rule.Glob;
import tidings.core.rule.OwnerPattern;
import tidings.gateway.net.Network;
import tidings.log.LogRetention;

/// The kinds of values there are.
final class Types {
    static final Type<String> TEXT = new Type<>("text", text -> text, text -> text);
    static final Type<String> API_KEY = new Type<>("text", Types::apiKey, text -> text);
    static final Type<Boolean> BOOL = new Type<>("true or false", Types::bool, String::valueOf);
    static final Type<Integer> INT = new Type<>("number", Types::integer, String::valueOf);
    static final Type<Long> LONG = new Type<>("number", Types::longNumber, String::valueOf);
    static final Type<Duration> DURATION = new Type<>("duration", Types::duration, Types::show);
    static final Type<Long> BYTES = new Type<>("size", text -> ByteSize.parse(text).bytes(),
            bytes -> new ByteSize(bytes).toString());
    static final Type<Integer> SMALL_BYTES = new Type<>("size", Types::smallBytes,
            bytes -> new ByteSize(bytes).toString());
    static final Type<HostPort> HOST_PORT = new Type<>("host:port", HostPort::parse,
            HostPort::toString);
    static final Type<Network> NETWORK = new Type<>("network", Network::parse, Network::toString);
    static final Type<Path> PATH = new Type<>("path", Path::of, Path::toString);
    static final Type<Optional<Path>> PATH_OR_NONE = new Type<>("path or empty",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)),
            path -> path.map(Path::toString).orElse(""));
    static final Type<OwnerPattern> OWNER_PATTERN = new Type<>("pattern", OwnerPattern::new,
            OwnerPattern::pattern);
    static final Type<Glob> GLOB = new Type<>("pattern", Glob::new, Glob::pattern);
    static final Type<Duration> AGE = or("forever", LogRetention.FOR_EVER, DURATION);
    static final Type<Long> LONG_OR_UNLIMITED = or("unlimited", Long.MAX_VALUE, LONG);
    static final Type<Long> BYTES_OR_UNLIMITED = or("unlimited", Long.MAX_VALUE, BYTES);

    /// Sums of times stay countable in nanoseconds.
    private static final Duration DURATION_MAX = Duration.ofDays(36_500);
    private static final Pattern DURATION_FORM = Pattern.compile("(\\d{1,15}) ?(ms|s|m|h|d)");

    private Types() {}

    /// Constants of an enum, in lower case with dashes.
    static <E extends Enum<E>> Type<E> oneOf(Class<E> constants) {
        Function<E, String> show = constant -> constant.name().toLowerCase(Locale.ROOT).replace('_',
                '-');
        String all = Arrays.stream(constants.getEnumConstants()).map(show)
                .collect(Collectors.joining(", "));
        return new Type<>(all.replace(", ", " \\| "), text -> {
            for (E constant : constants.getEnumConstants()) {
                if (show.apply(constant).equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("'%s' is not one of: %s".formatted(text, all));
        }, show);
    }

    private static <T> Type<T> or(String word, T meaning, Type<T> type) {
        return new Type<>(type.name() + " or `" + word + "`",
                text -> text.equals(word) ? meaning : type.parse().apply(text),
                value -> value.equals(meaning) ? word : type.show().apply(value));
    }

    private static String apiKey(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a key must not be empty: write one, or leave"
                    + " api-keys out if /api is to ask for none");
        }
        return text;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(
                    "'" + text + "' is neither true nor false");
        };
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw notANumber(text, e);
        }
    }

    private static Long longNumber(String text) {
        try {
            return Long.valueOf(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw notANumber(text, e);
        }
    }

    private static IllegalArgumentException notANumber(String text, NumberFormatException cause) {
        return new IllegalArgumentException("'" + text + "' is not a whole number", cause);
    }

    private static Integer smallBytes(String text) {
        long bytes = ByteSize.parse(text).bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text + "' is too much: at most "
                    + new ByteSize(1L << 30) + " makes sense here");
        }
        return (int) bytes;
    }

    private static Duration duration(String text) {
        Matcher form = DURATION_FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a duration: write a number and a unit, as 500ms, 30s, 5m, 12h, 7d");
        }
        long number = Long.parseLong(form.group(1));
        ChronoUnit unit = switch (form.group(2)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        if (number > DURATION_MAX.dividedBy(unit.getDuration())) {
            throw new IllegalArgumentException(
                    "'" + text + "' is too long: at most " + show(DURATION_MAX));
        }
        return Duration.of(number, unit);
    }

    /// In the largest unit that gives a whole number.
    static String show(Duration duration) {
        long ms = duration.toMillis();
        if (ms == 0 || ms % 1_000 != 0) {
            return ms + "ms";
        }
        return ms % 86_400_000 == 0
                ? ms / 86_400_000 + "d"
                : ms % 3_600_000 == 0
                        ? ms / 3_600_000 + "h"
                        : ms % 60_000 == 0 ? ms / 60_000 + "m" : ms / 1_000 + "s";
    }
}
