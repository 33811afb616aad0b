package tidings.cli.training;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tidings.cli.TrainingCommands;
import tidings.cli.http.EventReader;
import tidings.cli.http.HttpClient;
import tidings.cli.http.ServerUrl;
import tidings.server.TidingsServer;

/// Starts a server as `tidings serve` does, and uses each of its doors.
final class ServerRun {
    private static final int PUBLISHES = 200;

    private ServerRun() {}

    static void run(Path data) throws Exception {
        try (TidingsServer server = TrainingCommands.serve(data.resolve("log"))) {
            String host = "http://127.0.0.1:";
            ServerUrl url = ServerUrl.parse(host + server.addresses().getFirst().getPort());
            try (HttpClient publisher = HttpClient.connect(url);
                    HttpClient subscriber = HttpClient.connect(url)) {
                EventReader events = new EventReader(subscriber
                        .get("/c/training", Map.of("Accept", "text/event-stream")).body());
                for (int i = 0; i < PUBLISHES; i++) {
                    publisher.post("/c/training", Map.of("Idempotency-Key", "k" + i),
                            ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8)).text();
                    events.next();
                }
                publisher.get("/c/training", Map.of()).text();
                publisher.get("/", Map.of()).text();
                publisher.get("/health/ready", Map.of()).text();
                publisher.post("/api/publish", Map.of(),
                        "{\"channel\":\"training\",\"data\":{}}".getBytes(StandardCharsets.UTF_8))
                        .text();
            }
            WebSocketRun.run(url);
            try (HttpClient admin = HttpClient.connect(ServerUrl
                    .parse(host + server.adminAddresses().getFirst().getPort()))) {
                admin.get("/metrics", Map.of()).text();
            }
        }
    }
}
