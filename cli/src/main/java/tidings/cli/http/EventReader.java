package tidings.cli.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Server-sent events, HTML Living Standard §9.2.6.
public final class EventReader {
    private final BufferedReader lines;
    private String lastId = "";

    public EventReader(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /// Of the last event, or of an event that carried nothing else.
    public String lastId() {
        return lastId;
    }

    /// The next event; null at the end of the stream.
    public @Nullable ServerEvent next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        String type = "message";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (any) {
                    return new ServerEvent(lastId, type, data.toString());
                }
                type = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> {
                    data.append(any ? "\n" : "").append(value);
                    any = true;
                }
                case "id" -> lastId = value;
                case "event" -> type = value;
                default -> {
                    // a comment, `retry`, or what later versions say
                }
            }
        }
        return null;
    }
}
