package tidings.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.cli.json.Json;
import tidings.cli.json.JsonSyntaxException;

/// What a server's reply means to a command.
final class Replies {
    private Replies() {}

    /// The end of a command whose request was answered with no success.
    static CommandException refused(int status, String body) {
        String code = "";
        String message = body.strip();
        try {
            if (Json.parse(body) instanceof Map<?, ?> reply
                    && reply.get("error") instanceof Map<?, ?> error) {
                code = String.valueOf(error.get("code"));
                message = String.valueOf(error.get("message"));
            }
        } catch (JsonSyntaxException e) {
            // a proxy's page or a plain line: shown as it is
        }
        ExitCode exit = status == 500 || status == 502 || status == 504
                ? ExitCode.FAILED
                : ExitCode.REFUSED;
        String next = next(code, status);
        return new CommandException(exit,
                "refused (%d%s): %s%s".formatted(status, code.isEmpty() ? "" : " " + code,
                        message.isEmpty() ? "no reason given" : message,
                        next == null ? "" : "; " + next));
    }

    private static @Nullable String next(String code, int status) {
        return switch (code) {
            case "position_lost" -> "start anew with --since all, or without --since";
            case "unknown_channel" -> "`tidings config show` lists the rules";
            case "not_allowed", "not_available" ->
                "look at the channel's rule: tidings config show";
            case "unauthorized" -> "say who you are with --token or TIDINGS_TOKEN"
                    + " (`tidings token new` makes one)";
            case "" -> status == 404 ? "is this a Tidings server? check --url" : null;
            default -> "see `tidings errors " + code + "`";
        };
    }
}
