package tidings.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.HttpHandler;
import tidings.gateway.net.Response;

/// `/`: what runs here, and a try-out with nothing but what a browser brings.
final class HomePage implements HttpHandler {
    private final Response page;

    HomePage(String version) {
        this.page = new Response(200, "text/html; charset=utf-8",
                read("home.html").replace("{{version}}", version)
                        .getBytes(StandardCharsets.UTF_8),
                List.of(new Response.Header("Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                                + " connect-src 'self'; base-uri 'none'; form-action 'none'"),
                        new Response.Header("Cache-Control", "no-cache"),
                        new Response.Header("X-Content-Type-Options", "nosniff")));
    }

    @Override
    public void onRequest(Exchange exchange) {
        exchange.respond(page);
    }

    private static String read(String name) {
        try (InputStream in = HomePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
