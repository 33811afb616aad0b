package tidings.cli;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tidings.gateway.net.Addresses;
import tidings.server.TidingsServer;
import tidings.server.config.HostPort;
import tidings.server.config.ServerConfig;
import tidings.server.identity.IdentitySettings;

/// What a server says once it answers: where it is, where its files are, and what is insecure.
final class Banner {
    private Banner() {}

    static List<String> lines(TidingsServer server, String version, Duration startedIn) {
        ServerConfig config = server.config();
        String url = url(config.listen(), server.addresses());
        List<String> lines = new ArrayList<>();
        lines.add("tidings %s is ready (%.2f s)".formatted(version,
                startedIn.toMillis() / 1_000.0));
        lines.add("  server   " + url);
        if (!server.mqttAddresses().isEmpty()) {
            lines.add("  mqtt     "
                    + Addresses.show(server.mqttAddresses().getFirst()));
        }
        if (!server.mqttTlsAddresses().isEmpty()) {
            lines.add("  mqtts    "
                    + Addresses.show(server.mqttTlsAddresses().getFirst()));
        }
        lines.add("  metrics  " + url(config.admin(), server.adminAddresses()) + "/metrics");
        lines.add("  data     " + config.log().directory().toAbsolutePath().normalize());
        if (config.identity().configured()) {
            lines.add("  identity %s; who shows nothing is %s".formatted(
                    ways(config.identity()), config.identity().anonymous()
                            ? "let in, as far as the rules allow"
                            : "not let in"));
        } else if (config.isHereOnly()) {
            lines.add("  insecure: whoever is on this machine may connect, publish and read");
        } else {
            lines.add("  INSECURE: whoever can reach %s may connect, publish and read".formatted(
                    url));
        }
        if (!config.admin().isLoopback()) {
            lines.add("  INSECURE: whoever can reach %s may read the metrics".formatted(
                    url(config.admin(), server.adminAddresses())));
        }
        if (config.apiKeys().isEmpty() && (config.isHereOnly() || config.insecure())) {
            lines.add("  %s /api asks for no key (api-keys)"
                    .formatted(config.isHereOnly() ? "insecure:" : "INSECURE:"));
        }
        lines.add("try: tidings sub news" + (isDefault(url) ? "" : " --url " + url)
                + "   and:  curl -d hi " + url.replace("http://", "") + "/c/news");
        return lines;
    }

    private static String ways(IdentitySettings identity) {
        String tokens = identity.tokens().configured() ? "tokens" : "";
        String passwords = identity.passwords() == null ? "" : "passwords";
        return tokens.isEmpty() || passwords.isEmpty()
                ? tokens + passwords
                : tokens + " and " + passwords;
    }

    private static String url(HostPort asked, List<InetSocketAddress> bound) {
        return "http://" + new HostPort(asked.host(), bound.getFirst().getPort());
    }

    private static boolean isDefault(String url) {
        return url.equals("http://" + ServerConfig.DEFAULT_LISTEN);
    }
}
