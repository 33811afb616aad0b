package tidings.gateway.http;

import java.util.List;
import java.util.function.Supplier;
import tidings.core.Tidings;
import tidings.core.identity.Authenticator;
import tidings.gateway.net.Router;

/// Where the plain HTTP doors are.
public final class HttpDoors {
    private HttpDoors() {}

    /// @param problems what keeps the server from being ready, a sentence each
    public static void addTo(Router router, Tidings tidings, Authenticator authenticator,
            HttpDoorSettings settings, Supplier<List<String>> problems) {
        ChannelDoor channels = new ChannelDoor(tidings, authenticator, settings);
        List<String> methods = List.of("GET", "POST");
        router.prefix("/c/", methods, settings.bodyBytesMax(), channels);
        router.exact("/c", methods, settings.bodyBytesMax(), channels);
        HealthDoor health = new HealthDoor(problems);
        router.exact("/health/live", List.of("GET"), health::live);
        router.exact("/health/ready", List.of("GET"), health::ready);
        router.exact("/", List.of("GET"), new HomePage(settings.version()));
    }
}
