package tidings.cli.http;

import java.net.URI;
import java.net.URISyntaxException;

/// Where the server is.
///
/// @param path what goes before every path, without a slash at its end; empty for none
public record ServerUrl(boolean tls, String host, int port, String path) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    public static ServerUrl parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            String scheme = uri.getScheme();
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))
                    && uri.getQuery() == null && uri.getFragment() == null) {
                boolean tls = scheme.equals("https");
                String host = uri.getHost().replaceAll("^\\[|]$", "");
                String path = uri.getRawPath() == null ? "" : uri.getRawPath();
                return new ServerUrl(tls, host,
                        uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT,
                        path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
            }
        } catch (URISyntaxException e) {
            // said below, with what is wrong
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no server's address: write http://localhost:8000");
    }

    /// As a Host header has it.
    String authority() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean usual = port == (tls ? HTTPS_PORT : HTTP_PORT);
        return usual ? shown : shown + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path;
    }
}
