package tidings.gateway.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which handler a path belongs to. Paths are compared as they were sent: nothing is decoded,
/// collapsed or resolved. An exact path goes before a prefix, a longer prefix before a shorter.
///
/// Built at start, not changed after that.
public final class Router {
    private static final int DEFAULT_BODY = -1;

    sealed interface Route {
        /// @param bodyBytesMax negative for the listener's default
        record Plain(List<String> methods, int bodyBytesMax, HttpHandler handler)
                implements
                    Route {}

        record WebSocket(WebSocketDoor door) implements Route {}
    }

    private record Prefix(String path, Route route) {}

    private final Map<String, Route> exact = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();

    /// @param methods those that are answered; others get 405. GET includes HEAD
    public Router exact(String path, List<String> methods, HttpHandler handler) {
        return exact(path, methods, DEFAULT_BODY, handler);
    }

    public Router exact(String path, List<String> methods, int bodyBytesMax, HttpHandler handler) {
        return put(path, new Route.Plain(methods, bodyBytesMax, handler));
    }

    /// @param path all that begins with it; end it with `/`
    public Router prefix(String path, List<String> methods, HttpHandler handler) {
        return prefix(path, methods, DEFAULT_BODY, handler);
    }

    public Router prefix(String path, List<String> methods, int bodyBytesMax,
            HttpHandler handler) {
        return putPrefix(path, new Route.Plain(methods, bodyBytesMax, handler));
    }

    public Router webSocket(String path, WebSocketDoor door) {
        return put(path, new Route.WebSocket(door));
    }

    @Nullable
    Route match(String path) {
        Route route = exact.get(path);
        if (route != null) {
            return route;
        }
        for (Prefix prefix : prefixes) {
            if (path.startsWith(prefix.path)) {
                return prefix.route;
            }
        }
        return null;
    }

    private Router put(String path, Route route) {
        if (exact.putIfAbsent(path, route) != null) {
            throw new IllegalArgumentException("two routes for " + path);
        }
        return this;
    }

    private Router putPrefix(String path, Route route) {
        if (prefixes.stream().anyMatch(prefix -> prefix.path.equals(path))) {
            throw new IllegalArgumentException("two routes for " + path);
        }
        prefixes.add(new Prefix(path, route));
        prefixes.sort((a, b) -> Integer.compare(b.path.length(), a.path.length()));
        return this;
    }
}
