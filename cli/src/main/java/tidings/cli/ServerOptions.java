package tidings.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;
import tidings.cli.http.HttpClient;
import tidings.cli.http.ServerUrl;

/// What every command that talks to a server takes.
final class ServerOptions {
    @Option(names = "--url", paramLabel = "URL", defaultValue = "${env:TIDINGS_URL:-http://localhost:8000}", description = "The server (or TIDINGS_URL). Default: http://localhost:8000")
    String url = "http://localhost:8000";

    @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "${env:TIDINGS_TOKEN:-}", description = "Who you are, if the server asks (or TIDINGS_TOKEN, which others on this machine can't see). `tidings token new` makes one.")
    String token = "";

    @Option(names = "--json", description = "One JSON object a line, in a form that stays.")
    boolean json;

    ServerUrl server() throws CommandException {
        try {
            return ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    HttpClient connect() throws CommandException {
        ServerUrl server = server();
        try {
            return dial();
        } catch (IOException e) {
            throw cannotConnect(server, e);
        }
    }

    /// As [#connect], for another try.
    HttpClient dial() throws CommandException, IOException {
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new CommandException(ExitCode.USAGE, "--token: a token has no blanks and no"
                    + " characters beyond ASCII; `tidings token new` makes one");
        }
        return HttpClient.connect(server()).withToken(token);
    }

    static CommandException cannotConnect(ServerUrl server, IOException cause) {
        return new CommandException(ExitCode.CANNOT_CONNECT,
                "cannot connect to %s (%s): start a server with `tidings serve`, or name one with --url"
                        .formatted(server, cause.getMessage()),
                cause);
    }

    /// The path that stands for any name whatever is in it.
    static String pathOf(String channel) {
        return "/c?channel=" + encoded(channel);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
