package tidings.system.lab.driver;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tidings.system.ChannelHttp;
import tidings.system.lab.history.Event.Stage;
import tidings.system.lab.history.Place;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Publishes with one request after the other.
public final class HttpPublisher implements Publisher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long AGAIN_NS = 20_000_000;

    private record Answer(Stage stage, @Nullable Place at) {}

    private interface Door {
        Answer publish(ChannelHttp http, Outgoing message) throws IOException, InterruptedException;
    }

    private final Scene scene;
    private final String name;
    private final Door door;
    private final ChannelHttp http;
    private final Messages messages;
    private final Pace pace;

    private HttpPublisher(Scene scene, int index, String name, Door door, ChannelHttp http,
            int perSecond) {
        this.scene = scene;
        this.name = name;
        this.door = door;
        this.http = http;
        this.messages = new Messages(scene, index, 2);
        this.pace = new Pace(perSecond);
    }

    /// Over `POST /c/…`.
    ///
    /// @param http may be shared
    public static HttpPublisher plain(Scene scene, int index, ChannelHttp http, int perSecond) {
        return new HttpPublisher(scene, index, "http", HttpPublisher::post, http, perSecond);
    }

    /// Over `/api/publish`.
    public static HttpPublisher api(Scene scene, int index, ChannelHttp http, int perSecond) {
        return new HttpPublisher(scene, index, "api", HttpPublisher::call, http, perSecond);
    }

    @Override
    public void run() {
        while (scene.publishing()) {
            pace.await();
            Outgoing message = messages.next();
            Stage stage = publish(message);
            while (stage == Stage.INFO && message.keyed() && !scene.over()) {
                LockSupport.parkNanos(AGAIN_NS);
                stage = publish(message);
            }
            if (stage == Stage.INFO) {
                LockSupport.parkNanos(AGAIN_NS);
            }
        }
    }

    private Stage publish(Outgoing message) {
        int era = scene.history().era();
        scene.history().add(message.event(Stage.INVOKED, name, "", null));
        Answer answer;
        try {
            answer = door.publish(http, message);
        } catch (IOException e) {
            answer = new Answer(Answers.ofNone(), null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!scene.history().counts(era)) {
            answer = new Answer(Answers.ofNone(), null);
        }
        scene.history().add(message.event(answer.stage(), name, "", answer.at()));
        return answer.stage();
    }

    private static Answer post(ChannelHttp http, Outgoing message)
            throws IOException, InterruptedException {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (message.keyed()) {
            headers.addAll(List.of("Idempotency-Key", message.key()));
        }
        HttpResponse<String> response = http.post(message.channel(), message.text(),
                headers.toArray(String[]::new));
        Stage stage = Answers.ofStatus(response.statusCode());
        return new Answer(stage, stage == Stage.OK
                ? place(ChannelHttp.json(response.body()))
                : null);
    }

    private static Answer call(ChannelHttp http, Outgoing message)
            throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("channel", message.channel())
                .put("b64data", Base64.getEncoder().encodeToString(
                        message.text().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        if (message.keyed()) {
            request.put("idempotency_key", message.key());
        }
        JsonNode reply = ChannelHttp.json(http.api("publish", JSON.writeValueAsString(request)));
        return reply.has("error")
                ? new Answer(Answers.ofError(reply.get("error").get("code").asInt()), null)
                : new Answer(Stage.OK, place(reply.get("result")));
    }

    private static Place place(JsonNode at) {
        return new Place(at.get("epoch").asString(), at.get("offset").asLong());
    }
}
