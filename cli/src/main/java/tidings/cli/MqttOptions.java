package tidings.cli;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.cli.mqtt.MqttAddress;
import tidings.cli.mqtt.MqttClient;
import tidings.cli.mqtt.MqttException;
import tidings.cli.mqtt.MqttLogin;

/// What a command that can speak MQTT takes beside [ServerOptions].
final class MqttOptions {
    /// Of these an exit code 0 means that the server has it.
    private static final int DEFAULT_QOS = 1;
    private static final int QOS_MAX = 2;

    /// How a command speaks to the server.
    enum Door {
        HTTP, MQTT
    }

    @Option(names = "--via", paramLabel = "http|mqtt", description = "What to speak to the server. Default: http")
    Door via = Door.HTTP;

    @Option(names = "--mqtt", paramLabel = "HOST:PORT", defaultValue = "${env:TIDINGS_MQTT_URL:-localhost:1883}", description = "Where MQTT is spoken (or TIDINGS_MQTT_URL); mqtts://HOST:PORT for TLS. Default: localhost:1883")
    String address = "localhost:1883";

    @Option(names = {"-q",
            "--qos"}, paramLabel = "0|1|2", description = "With --via mqtt: at most once, at least once, or exactly once. Default: 1")
    @Nullable
    Integer qos;

    @Option(names = "--user", paramLabel = "NAME", description = "With --via mqtt: who you are; the password comes from TIDINGS_PASSWORD.")
    @Nullable
    String user;

    @Option(names = "--client-id", paramLabel = "ID", description = "With --via mqtt: what this device calls itself. Without it, each run has another.")
    @Nullable
    String clientId;

    boolean chosen() {
        return via == Door.MQTT;
    }

    /// @param other one of the command's own that means nothing without MQTT either; null if it was
    ///              not given
    void refuseStray(@Nullable String other) throws CommandException {
        String stray = qos != null
                ? "-q"
                : user != null ? "--user" : clientId != null ? "--client-id" : other;
        if (stray != null) {
            throw new CommandException(ExitCode.USAGE,
                    stray + " is for MQTT: add --via mqtt");
        }
    }

    int qos() throws CommandException {
        return checked(qos == null ? DEFAULT_QOS : qos);
    }

    static int checked(int asked) throws CommandException {
        if (asked < 0 || asked > QOS_MAX) {
            throw new CommandException(ExitCode.USAGE, "-q is 0, 1 or 2, not " + asked);
        }
        return asked;
    }

    /// Who connects: a token is a password of nobody, as MQTT has no place for it.
    MqttLogin login(ServerOptions options, String defaultClientId, long sessionExpirySeconds,
            boolean cleanStart) throws CommandException {
        String password = passwordOf(user);
        String token = options.token.isEmpty() ? null : options.token;
        return new MqttLogin(clientId == null ? defaultClientId : clientId, user,
                user == null ? token : password, sessionExpirySeconds, cleanStart);
    }

    /// Null only for nobody.
    static @Nullable String passwordOf(@Nullable String user) throws CommandException {
        if (user == null) {
            return null;
        }
        String password = System.getenv("TIDINGS_PASSWORD");
        if (password == null) {
            throw new CommandException(ExitCode.USAGE,
                    "--user needs the password in TIDINGS_PASSWORD");
        }
        return password;
    }

    MqttClient connect(MqttLogin login, Set<Integer> unreleased)
            throws CommandException, MqttException {
        MqttAddress server = server();
        try {
            return MqttClient.connect(server, login, unreleased);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CANNOT_CONNECT,
                    "cannot connect to %s (%s): start a server with `tidings serve`, or name one with --mqtt"
                            .formatted(server, e.getMessage()),
                    e);
        }
    }

    MqttAddress server() throws CommandException {
        try {
            return MqttAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /// The end of a command that was told so, and what to try next.
    static CommandException told(MqttException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.why()) {
            case USAGE -> new CommandException(ExitCode.USAGE, message, e);
            case FAILED -> new CommandException(ExitCode.FAILED, message, e);
            case FOR_NOW -> new CommandException(ExitCode.REFUSED, message + "; try again later",
                    e);
            case REFUSED -> new CommandException(ExitCode.REFUSED, message, e);
            case NOT_ALLOWED -> new CommandException(ExitCode.REFUSED, message
                    + "; say who you are with --token or --user, and look at the channel's rule:"
                    + " tidings config show", e);
        };
    }
}
