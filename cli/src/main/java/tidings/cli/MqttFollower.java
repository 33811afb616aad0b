package tidings.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tidings.cli.mqtt.MqttClient;
import tidings.cli.mqtt.MqttException;
import tidings.cli.mqtt.MqttLogin;

/// Shows what comes for one filter over MQTT. When the connection is lost it comes back to its
/// session, which has kept what came in between.
final class MqttFollower {
    private static final long PAUSE_MIN_MS = 200;
    private static final long PAUSE_MAX_MS = 5_000;
    /// Of a session that nobody wants to keep: long enough for a server to be started again.
    private static final long SESSION_SECONDS = 60;

    private final MqttOptions mqtt;
    private final String filter;
    private final int qos;
    private final boolean json;
    private final Output output;
    private final MqttLogin login;
    private final Set<Integer> unreleased = new HashSet<>();

    MqttFollower(MqttOptions mqtt, ServerOptions options, String filter, boolean keep,
            Output output) throws CommandException {
        if (keep && mqtt.clientId == null) {
            throw new CommandException(ExitCode.USAGE,
                    "--keep-session needs --client-id: the session is found by it");
        }
        this.mqtt = mqtt;
        this.filter = filter;
        this.qos = mqtt.qos();
        this.json = options.json;
        this.output = output;
        this.login = mqtt.login(options, "tidings-" + UUID.randomUUID(),
                keep ? MqttLogin.AS_LONG_AS_THE_SERVER : SESSION_SECONDS, !keep);
    }

    /// Until nobody reads the results any more.
    void follow() throws CommandException {
        MqttClient connection;
        try {
            connection = subscribed(login);
        } catch (MqttException e) {
            throw MqttOptions.told(e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED,
                    "the connection was cut (%s)".formatted(e.getMessage()), e);
        }
        while (true) {
            try (MqttClient open = connection) {
                show(open);
                return;
            } catch (IOException e) {
                comingBack("the connection was lost (%s)".formatted(e.getMessage()));
            } catch (MqttException e) {
                comingBackIfMayBe(e);
            }
            connection = reconnected();
        }
    }

    private MqttClient subscribed(MqttLogin as)
            throws CommandException, IOException, MqttException {
        MqttClient connection = mqtt.connect(as, unreleased);
        try {
            int granted = connection.subscribe(filter, qos);
            if (granted < qos) {
                output.remark("the server grants QoS %d".formatted(granted));
            }
            return connection;
        } catch (IOException | MqttException e) {
            connection.close();
            throw e;
        }
    }

    private void show(MqttClient connection) throws IOException, MqttException {
        while (!output.abandoned()) {
            ChannelEntry entry = ChannelEntry.ofMqtt(connection.message());
            output.result(json ? entry.json() : entry.payload());
        }
    }

    private MqttClient reconnected() throws CommandException {
        long pauseMs = PAUSE_MIN_MS;
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(pauseMs);
                MqttClient connection = subscribed(login.again());
                if (!connection.resumed()) {
                    output.remark("the server has forgotten the session; what came meanwhile is"
                            + " missing here");
                }
                return connection;
            } catch (InterruptedException e) {
                throw new CommandException(ExitCode.FAILED, "interrupted", e);
            } catch (MqttException e) {
                comingBackIfMayBe(e);
            } catch (CommandException e) {
                if (e.exit() != ExitCode.CANNOT_CONNECT) {
                    throw e;
                }
            } catch (IOException e) {
                comingBack("the connection was lost (%s)".formatted(e.getMessage()));
            }
            pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
        }
    }

    private void comingBackIfMayBe(MqttException e) throws CommandException {
        if (e.why() != MqttException.Why.FOR_NOW) {
            throw MqttOptions.told(e);
        }
        comingBack(String.valueOf(e.getMessage()));
    }

    private void comingBack(String why) {
        output.remark(why + "; coming back");
    }
}
