package tidings.system;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `/c/…` for tests.
public final class ChannelHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String url;

    public ChannelHttp(String url) {
        this.url = url;
    }

    /// What a channel has, and its epoch.
    public record Whole(String epoch, TreeMap<Long, String> entries) {}

    public HttpResponse<String> post(String channel, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(channel))
                .timeout(Duration.ofSeconds(10)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + pathAndQuery))
                .timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The body of the answer.
    public String api(String method, String json) throws IOException, InterruptedException {
        return apiWithKey("", method, json);
    }

    String apiWithKey(String key, String method, String json)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/" + method))
                .timeout(Duration.ofSeconds(10)).header("X-API-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(json)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    public Whole whole(String channel) throws IOException, InterruptedException {
        TreeMap<Long, String> entries = new TreeMap<>();
        String epoch = "";
        while (true) {
            long after = entries.isEmpty() ? 0 : entries.lastKey();
            HttpResponse<String> response = get(
                    "/c/" + encode(channel) + "?limit=1000&after=" + after);
            if (response.statusCode() != 200) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            JsonNode page = JSON.readTree(response.body());
            epoch = page.get("epoch").asString();
            for (JsonNode entry : page.get("entries")) {
                entries.put(entry.get("offset").asLong(), entry.get("text").asString());
            }
            if (entries.isEmpty() || entries.lastKey() >= page.get("offset").asLong()) {
                return new Whole(epoch, entries);
            }
        }
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    public URI uri(String channel) {
        return URI.create(url + "/c/" + encode(channel));
    }

    public static String encode(String channel) {
        return URLEncoder.encode(channel, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Its connections, too.
    @Override
    public void close() {
        http.shutdownNow();
    }
}
