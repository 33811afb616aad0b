package tidings.gateway.net;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which web pages may talk to us through a browser. Asked at every door, for reading, writing and
/// WebSocket handshakes alike: a browser sends an `Origin` and can't forge it; what sends none is
/// no browser, and is allowed.
public final class OriginPolicy {
    private final boolean loopback;
    private final Set<String> allowed;

    private OriginPolicy(boolean loopback, Set<String> allowed) {
        this.loopback = loopback;
        this.allowed = allowed.stream().map(OriginPolicy::checked).collect(Collectors.toSet());
    }

    /// While bound to loopback: any loopback origin and port, and those allowed. The `Host` must
    /// be a loopback name too, with or without an origin: a foreign name that resolves to us
    /// (DNS rebinding) would make a foreign page look like the same host.
    public static OriginPolicy loopback(Set<String> allowed) {
        return new OriginPolicy(true, allowed);
    }

    /// Otherwise: the same host, and exactly those allowed.
    ///
    /// @param allowed origins as a browser sends them, `https://example.com:8443`
    public static OriginPolicy sameHostOr(Set<String> allowed) {
        return new OriginPolicy(false, allowed);
    }

    /// Why a request is refused; null if it isn't.
    ///
    /// @param origin the `Origin` header; null if there is none
    @Nullable
    String refusal(@Nullable String origin, Authority host) {
        if (loopback && !host.isLoopback()) {
            return "this server is bound to loopback and answers only to localhost";
        }
        if (origin == null) {
            return null;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        if (allowed.contains(lower)) {
            return null;
        }
        int scheme = lower.startsWith("https://") ? 443 : lower.startsWith("http://") ? 80 : -1;
        Authority from = scheme < 0
                ? null
                : Authority.parse(lower.substring(lower.indexOf("//") + 2));
        if (from != null && (loopback ? from.isLoopback() : isSame(from, host, scheme))) {
            return null;
        }
        return "this origin is not allowed here: add it to the allowed origins";
    }

    /// Behind a proxy that ends TLS the `Host` has no port, or the one that the browser sees.
    private static boolean isSame(Authority from, Authority host, int defaultPort) {
        return from.host().equals(host.host())
                && from.portOr(defaultPort) == host.portOr(defaultPort);
    }

    private static String checked(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int slashes = lower.indexOf("://");
        if (slashes < 1 || Authority.parse(lower.substring(slashes + 3)) == null) {
            throw new IllegalArgumentException(
                    "an allowed origin looks like https://example.com, not " + origin);
        }
        return lower;
    }
}
