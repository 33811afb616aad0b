package tidings.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.cli.json.Json;
import tidings.core.identity.Verdict;
import tidings.log.TimeSource;
import tidings.server.config.ConfigText;
import tidings.server.identity.IdentityException;
import tidings.server.identity.TokenMaker;
import tidings.server.identity.TokenSettings;
import tidings.server.identity.Tokens;

/// `tidings token new|check`
@Command(name = "token", description = "Makes tokens to try things out, and says what is wrong with one.", synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {
    private final Output output;

    TokenCommand(Output output) {
        this.output = output;
    }

    /// Which secret or keys.
    static final class KeyOptions {
        @Option(names = "--secret", paramLabel = "SECRET", description = "The secret, instead of the configuration's identity.tokens. Others on this machine can see it; -c or TIDINGS_IDENTITY_TOKENS_HMAC_SECRET keeps it to yourself.")
        @Nullable
        String secret;

        @Mixin
        ConfigOptions config = new ConfigOptions();

        TokenSettings settings() throws CommandException {
            if (secret != null) {
                return new TokenSettings(secret, null, "", "", "");
            }
            TokenSettings settings = config.load(false).config().identity().tokens();
            if (!settings.configured()) {
                throw new CommandException(ExitCode.USAGE, "there are no keys: name a configuration"
                        + " that has identity.tokens with -c FILE, or give --secret");
            }
            return settings;
        }
    }

    @Command(name = "new", description = "Makes a token, signed with the secret (HS256).")
    int make(
            @Option(names = "--user", paramLabel = "USER", required = true, description = "Whose; empty for nobody's.") String user,
            @Option(names = "--ttl", paramLabel = "DURATION", description = "How long it is good, as 30s, 12h or 7d. Without it: for ever.") @Nullable String ttl,
            @Option(names = "--subscribe", paramLabel = "CHANNEL", description = "A channel that the server subscribes the connection to; may be repeated.") @Nullable List<String> channels,
            @Option(names = "--channel", paramLabel = "CHANNEL", description = "Make a token for a subscription to this channel, not for a connection.") @Nullable String channel,
            @Mixin KeyOptions keys) throws CommandException {
        TokenSettings settings = keys.settings();
        if (settings.hmacSecret().isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "a token is signed with identity.tokens."
                    + "hmac-secret, and there is none: private keys stay with your back end; give"
                    + " --secret to try");
        }
        Duration time = duration(ttl);
        TokenMaker maker = new TokenMaker(user, channels == null ? List.of() : channels,
                channel == null ? "" : channel, time, settings.audience(), settings.issuer());
        try {
            output.result(maker.make(settings.hmacSecret(), System.currentTimeMillis()));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK.code();
    }

    private static @Nullable Duration duration(@Nullable String ttl) throws CommandException {
        try {
            Duration duration = ttl == null ? null : ConfigText.duration(ttl);
            if (duration != null && duration.toSeconds() < 1) {
                throw new IllegalArgumentException("a token is good for a second at least");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "--ttl: " + e.getMessage(), e);
        }
    }

    @Command(name = "check", description = "Says whether a server with this configuration would take a token, and what it says.")
    int check(
            @Parameters(paramLabel = "TOKEN", description = "The token; - is stdin, a file's name is the file.") String token,
            @Option(names = "--json", description = "One JSON object.") boolean json,
            @Mixin KeyOptions keys) throws CommandException {
        String jwt = token(token);
        Verdict verdict = verdict(keys.settings(), jwt);
        switch (verdict) {
            case Verdict.Accepted accepted -> {
                if (json) {
                    Map<String, @Nullable Object> line = new LinkedHashMap<>();
                    line.put("user", accepted.user());
                    line.put("expires", accepted.expiresAtMs());
                    line.put("channels", accepted.channels());
                    output.result(Json.write(line));
                } else {
                    output.result("good: user %s, %s".formatted(
                            accepted.user().isEmpty() ? "(nobody)" : accepted.user(),
                            accepted.expiresAtMs() == 0
                                    ? "for ever"
                                    : "until " + Instant
                                            .ofEpochMilli(accepted.expiresAtMs())));
                    output.remark("it says " + Tokens.unverifiedClaims(jwt));
                }
                return ExitCode.OK.code();
            }
            case Verdict.Rejected(var why, var reason) -> throw new CommandException(
                    ExitCode.REFUSED, reason + ": " + remedy(why) + claims(jwt));
            case Verdict.Unavailable(var reason) -> throw new CommandException(
                    ExitCode.CANNOT_CONNECT,
                    reason + ": can identity.tokens.jwks be fetched from here?");
        }
    }

    private static Verdict verdict(TokenSettings settings, String jwt) throws CommandException {
        try {
            return Tokens.open(settings, TimeSource.SYSTEM).check(jwt);
        } catch (IdentityException e) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw new CommandException(ExitCode.FAILED, "interrupted", e);
        }
    }

    private static String remedy(Verdict.Why why) {
        return switch (why) {
            case EXPIRED -> "make a new one";
            case WRONG, MISSING ->
                "compare its algorithm, kid, aud and iss with identity.tokens (`tidings config show`)";
        };
    }

    private static String claims(String jwt) {
        try {
            return "\nunverified, it says " + Tokens.unverifiedClaims(jwt);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String token(String given) throws CommandException {
        try {
            if (given.equals("-")) {
                return new String(System.in.readNBytes(2 * Tokens.CHARS_MAX),
                        StandardCharsets.UTF_8).strip();
            }
            return given.indexOf('.') < 0 || Files.isRegularFile(Path.of(given))
                    ? Files.readString(Path.of(given)).strip()
                    : given;
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED,
                    "'%s' is no token, and no file that can be read (%s)".formatted(given,
                            e.getMessage()),
                    e);
        }
    }
}
