package tidings.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.cli.bench.Speech;
import tidings.cli.bench.Target;
import tidings.cli.bench.wire.MqttTerms;
import tidings.cli.http.ServerUrl;
import tidings.cli.mqtt.MqttAddress;

/// Whom `tidings bench mqtt` loads: any MQTT server.
final class BenchMqttOptions extends BenchRunOptions {
    private static final String WEB_SOCKET = "ws://";
    private static final String ONLY_PLAIN = "only plain MQTT and ws:// can be loaded: what is"
            + " measured is the server, not its encryption";
    private static final String USUAL_PATH = "/mqtt";

    @Option(names = "--mqtt", paramLabel = "ADDRESS", defaultValue = "${env:TIDINGS_MQTT_URL:-localhost:1883}", description = "The server (or TIDINGS_MQTT_URL), as HOST:PORT, or ws://HOST:PORT/mqtt for WebSocket. Default: localhost:1883")
    String address = "localhost:1883";

    @Option(names = "--protocol", paramLabel = "VERSION", defaultValue = "5", description = "5 or 3.1.1. Default: 5")
    String protocol = "5";

    @Option(names = {"-q",
            "--qos"}, paramLabel = "0|1|2", description = "Of publishes and subscriptions. Default: 0; 1 for publish and storm, which need answers")
    @Nullable
    Integer qos;

    @Option(names = "--keep-session", description = "Subscribers have sessions that outlive their connections; when all is measured they are ended.")
    boolean keepSession;

    @Option(names = "--user", paramLabel = "NAME", description = "Who all clients are; the password comes from TIDINGS_PASSWORD.")
    @Nullable
    String user;

    @Override
    Target target() throws CommandException {
        int asked = MqttOptions.checked(qos == null ? 0 : qos);
        String password = MqttOptions.passwordOf(user);
        MqttTerms terms = new MqttTerms(version(), asked, user, password);
        try {
            if (address.startsWith(WEB_SOCKET)) {
                ServerUrl server = ServerUrl
                        .parse("http://" + address.substring(WEB_SOCKET.length()));
                return new Target(server.host(), server.port(), new Speech.Mqtt(terms,
                        keepSession, server.path().isEmpty() ? USUAL_PATH : server.path()));
            }
            check(!address.startsWith("wss:"), ONLY_PLAIN);
            MqttAddress server = MqttAddress.parse(address);
            check(!server.tls(), ONLY_PLAIN);
            return new Target(server.host(), server.port(),
                    new Speech.Mqtt(terms, keepSession, null));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private MqttTerms.Version version() throws CommandException {
        return switch (protocol) {
            case "5" -> MqttTerms.Version.V5;
            case "3.1.1" -> MqttTerms.Version.V3_1_1;
            default -> throw new CommandException(ExitCode.USAGE,
                    "--protocol is 5 or 3.1.1, not " + protocol);
        };
    }

    @Override
    String option() {
        return "--mqtt";
    }

    @Override
    void requireSubscribing() {
        // everything can be subscribed to
    }

    @Override
    void requireAnswers() throws CommandException {
        qos = qos == null ? 1 : qos;
        check(qos > 0, "nothing is acknowledged with QoS 0: -q 1 or 2");
    }

    @Override
    boolean requireRecovering() throws CommandException {
        requireAnswers();
        return true;
    }
}
