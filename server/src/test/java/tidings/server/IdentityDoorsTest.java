package tidings.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.core.identity.NewChannelLimits;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Who;
import tidings.server.config.ServerConfig;
import tidings.server.identity.IdentitySettings;
import tidings.server.identity.PasswordFile;
import tidings.server.identity.PasswordHash;
import tidings.server.identity.TokenMaker;
import tidings.server.identity.TokenSettings;

/// Who somebody is, at each door.
class IdentityDoorsTest {
    private static final String SECRET = "secret";

    @TempDir
    Path folder;

    private ServerConfig config(boolean anonymous) throws Exception {
        Path passwords = folder.resolve("passwords");
        new PasswordFile(Map.of("bob", PasswordHash.of("geheim"))).write(passwords);
        return TestServer.config(folder.resolve("data")).withIdentity(new IdentitySettings(
                anonymous, passwords, new TokenSettings(SECRET, null, "", "", "")));
    }

    private static String token(String user, @Nullable Duration ttl, String... channels) {
        return new TokenMaker(user, List.of(channels), "", ttl, "", "").make(SECRET,
                System.currentTimeMillis());
    }

    private static String grant(String user, String channel, @Nullable Duration ttl) {
        return new TokenMaker(user, List.of(), channel, ttl, "", "").make(SECRET,
                System.currentTimeMillis());
    }

    private static String connect(String token) {
        return "{\"id\":1,\"connect\":{\"token\":\"%s\"}}".formatted(token);
    }

    private static Rules rule(String match, Rights rights) {
        return new Rules(List.of(TestRules.withRights(match, rights), Rule.DEFAULT));
    }

    // ---- Centrifuge ----

    @Test
    void aTokenSaysWhoPublishes() throws Exception {
        try (TestServer server = TestServer.start(config(false));
                Talk talk = new Talk(server.port())) {
            talk.send(connect(token("alice", Duration.ofMinutes(1))),
                    "{\"id\":2,\"subscribe\":{\"channel\":\"chat\"}}");
            assertThat(talk.read()).contains("\"connect\":{", "\"expires\":true")
                    .containsPattern("\"ttl\":(59|60)");
            assertThat(talk.read()).startsWith("{\"id\":2,\"subscribe\":{");
            talk.send("{\"id\":3,\"presence\":{\"channel\":\"chat\"}}",
                    "{\"id\":4,\"publish\":{\"channel\":\"chat\",\"data\":\"hi\"}}");
            assertThat(List.of(talk.read(), talk.read(), talk.read()))
                    .anyMatch(line -> line.contains("\"presence\":{")
                            && line.contains("\"user\":\"alice\""))
                    .anyMatch(line -> line.contains("\"pub\":{")
                            && line.contains("\"user\":\"alice\""));
        }
    }

    @Test
    void whatIsNoGoodIsToldAsSdksExpect() throws Exception {
        try (TestServer server = TestServer.start(config(false))) {
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect("nonsense"));
                assertThat(talk.read()).isEqualTo("close 3500 invalid token");
            }
            try (Talk talk = new Talk(server.port())) {
                talk.send("{\"id\":1,\"connect\":{}}");
                assertThat(talk.read()).isEqualTo("close 3507 permission denied");
            }
            try (Talk talk = new Talk(server.port())) {
                String expired = new TokenMaker("alice", List.of(), "", Duration.ofSeconds(1), "",
                        "").make(SECRET, System.currentTimeMillis() - 60_000);
                talk.send(connect(expired), "{\"id\":2,\"subscribe\":{\"channel\":\"chat\"}}");
                assertThat(talk.read()).startsWith("{\"id\":1,\"error\":{\"code\":109,");
                talk.send("{\"id\":3,\"subscribe\":{\"channel\":\"chat\"}}");
                assertThat(talk.read()).isEqualTo("close 3501 bad request");
            }
        }
    }

    @Test
    void whoShowsNothingIsLetInWhereThatIsSaid() throws Exception {
        Rights rights = new Rights(Who.EVERYBODY, Who.AUTHENTICATED, Who.AUTHENTICATED,
                Who.NOBODY, List.of());
        ServerConfig config = config(true).withRules(rule("chat", rights));
        try (TestServer server = TestServer.start(config); Talk talk = new Talk(server.port())) {
            talk.send("{\"id\":1,\"connect\":{}}",
                    "{\"id\":2,\"publish\":{\"channel\":\"chat\",\"data\":1}}",
                    "{\"id\":3,\"subscribe\":{\"channel\":\"chat\"}}");
            assertThat(talk.read()).contains("\"connect\":{").doesNotContain("expires");
            assertThat(talk.read()).startsWith("{\"id\":2,\"error\":{\"code\":103");
            assertThat(talk.read()).startsWith("{\"id\":3,\"subscribe\":{");
            assertThat(request(server, "POST", "/c/chat", null).statusCode()).isEqualTo(403);
            assertThat(request(server, "POST", "/c/chat", bearer("alice")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenIsRenewed() throws Exception {
        try (TestServer server = TestServer.start(config(false));
                Talk talk = new Talk(server.port())) {
            talk.send(connect(token("alice", Duration.ofMinutes(1))));
            assertThat(talk.read()).containsPattern("\"ttl\":(59|60)");
            talk.send("{\"id\":2,\"refresh\":{\"token\":\"%s\"}}"
                    .formatted(token("alice", Duration.ofMinutes(2))));
            assertThat(talk.read()).startsWith("{\"id\":2,\"refresh\":{\"client\":")
                    .contains("\"expires\":true")
                    .containsPattern("\"ttl\":(119|120)");
            talk.send("{\"id\":3,\"refresh\":{\"token\":\"%s\"}}"
                    .formatted(token("alice", null)));
            assertThat(talk.read()).startsWith("{\"id\":3,\"refresh\":{\"client\":")
                    .doesNotContain("expires");
            talk.send("{\"id\":4,\"refresh\":{\"token\":\"%s\"}}"
                    .formatted(token("mallory", null)));
            assertThat(talk.read()).isEqualTo("close 3500 invalid token");
        }
    }

    @Test
    void aTokenForAChannelOpensItForItsUserOnly() throws Exception {
        Rights closed = new Rights(Who.NOBODY, Who.NOBODY, Who.NOBODY, Who.NOBODY, List.of());
        ServerConfig config = config(false).withRules(rule("private:**", closed));
        try (TestServer server = TestServer.start(config)) {
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect(token("alice", null)),
                        "{\"id\":2,\"subscribe\":{\"channel\":\"private:a\"}}",
                        subscribe(3, "private:a", grant("alice", "private:a",
                                Duration.ofMinutes(1))));
                assertThat(talk.read()).contains("\"connect\":{");
                assertThat(talk.read()).startsWith("{\"id\":2,\"error\":{\"code\":103");
                assertThat(talk.read()).startsWith("{\"id\":3,\"subscribe\":{")
                        .contains("\"expires\":true")
                        .containsPattern("\"ttl\":(59|60)");
                talk.send("{\"id\":4,\"sub_refresh\":{\"channel\":\"private:a\",\"token\":\"%s\"}}"
                        .formatted(grant("alice", "private:a", Duration.ofMinutes(2))));
                assertThat(talk.read()).startsWith("{\"id\":4,\"sub_refresh\":{")
                        .containsPattern("\"ttl\":(119|120)");
                talk.send(subscribe(5, "private:b", "nonsense"));
                assertThat(talk.read()).startsWith("{\"id\":5,\"error\":{\"code\":103");
                talk.send(subscribe(6, "private:b", grant("alice", "private:a", null)));
                assertThat(talk.read()).isEqualTo("close 3500 invalid token");
            }
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect(token("mallory", null)),
                        subscribe(2, "private:a", grant("alice", "private:a", null)));
                assertThat(talk.read()).contains("\"connect\":{");
                assertThat(talk.read()).isEqualTo("close 3500 invalid token");
            }
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect(token("alice", null)),
                        subscribe(2, "$SYS/x", grant("alice", "$SYS/x", null)));
                assertThat(talk.read()).contains("\"connect\":{");
                assertThat(talk.read()).startsWith("{\"id\":2,\"error\":{\"code\":103");
            }
        }
    }

    @Test
    void subscribesAndUnsubscribesKeepTheirOrderBehindATokenThatIsChecked() throws Exception {
        try (TestServer server = TestServer.start(config(false));
                Talk talk = new Talk(server.port())) {
            talk.send(connect(token("alice", null)),
                    subscribe(2, "chat", grant("alice", "chat", null)),
                    subscribe(3, "chat", grant("alice", "chat", null)),
                    "{\"id\":4,\"unsubscribe\":{\"channel\":\"chat\"}}",
                    subscribe(5, "chat", grant("alice", "chat", null)),
                    "{\"id\":6,\"unsubscribe\":{\"channel\":\"chat\"}}");
            assertThat(talk.read()).contains("\"connect\":{");
            assertThat(talk.read()).startsWith("{\"id\":3,\"error\":{\"code\":105");
            assertThat(talk.read()).startsWith("{\"id\":2,\"subscribe\":{");
            assertThat(talk.read()).startsWith("{\"id\":4,\"unsubscribe\":{");
            assertThat(talk.read()).startsWith("{\"id\":5,\"subscribe\":{");
            assertThat(talk.read()).startsWith("{\"id\":6,\"unsubscribe\":{");
        }
    }

    private static String subscribe(int id, String channel, String token) {
        return "{\"id\":%d,\"subscribe\":{\"channel\":\"%s\",\"token\":\"%s\"}}".formatted(id,
                channel, token);
    }

    @Test
    void aTokensChannelsAreSubscribedByTheServer() throws Exception {
        try (TestServer server = TestServer.start(config(false))) {
            String epoch;
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect(token("alice", null, "news")));
                assertThat(talk.read()).contains("\"connect\":{");
                String subscribed = talk.read();
                assertThat(subscribed)
                        .startsWith("{\"push\":{\"channel\":\"news\",\"subscribe\":{")
                        .contains("\"recoverable\":true", "\"positioned\":true");
                epoch = subscribed.replaceAll(".*\"epoch\":\"([^\"]+)\".*", "$1");
                request(server, "POST", "/c/news", bearer("bob"));
                assertThat(talk.read()).contains("\"pub\":{", "\"user\":\"bob\"");
            }
            request(server, "POST", "/c/news", bearer("bob"));
            try (Talk talk = new Talk(server.port())) {
                talk.send("{\"id\":1,\"connect\":{\"token\":\"%s\",\"subs\":{\"news\":{"
                        .formatted(token("alice", null, "news"))
                        + "\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":1}}}}");
                assertThat(talk.read()).contains("\"connect\":{");
                assertThat(talk.read()).contains("\"subscribe\":{", "\"offset\":1");
                assertThat(talk.read()).contains("\"pub\":{", "\"offset\":2");
            }
            try (Talk talk = new Talk(server.port())) {
                talk.send(connect(token("alice", null, "no+channel")));
                assertThat(talk.read()).contains("\"connect\":{");
                assertThat(talk.read()).isEqualTo("close 3507 permission denied");
            }
        }
    }

    @Test
    void onlyItsOwnerMayPublishToAChannelOfItsOwn() throws Exception {
        Rights rights = new Rights(Who.EVERYBODY, Who.OWNERS, Who.NOBODY, Who.NOBODY,
                List.of(new OwnerPattern("users/%u/**")));
        ServerConfig config = config(true).withRules(rule("users/**", rights));
        try (TestServer server = TestServer.start(config)) {
            assertThat(request(server, "POST", "/c/users/alice/x", bearer("alice")).statusCode())
                    .isEqualTo(200);
            assertThat(request(server, "POST", "/c/users/bob/x", bearer("alice")).statusCode())
                    .isEqualTo(403);
            for (String widening : List.of("*", "**", "alice/x", "+", "#", "%u")) {
                assertThat(request(server, "POST", "/c/users/alice/x", bearer(widening))
                        .statusCode()).as(widening).isEqualTo(403);
            }
            assertThat(request(server, "POST", "/c/users//x", null).statusCode()).isEqualTo(403);
        }
    }

    // ---- plain HTTP ----

    @Test
    void plainHttpTakesTokensAndPasswords() throws Exception {
        try (TestServer server = TestServer.start(config(false))) {
            HttpResponse<String> nobody = request(server, "POST", "/c/chat", null);
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(nobody.headers().allValues("www-authenticate"))
                    .anyMatch(value -> value.startsWith("Bearer"))
                    .anyMatch(value -> value.startsWith("Basic"));
            assertThat(nobody.body()).contains("\"code\":\"unauthorized\"");
            assertThat(request(server, "POST", "/c/chat", bearer("alice")).statusCode())
                    .isEqualTo(200);
            assertThat(request(server, "POST", "/c/chat", basic("bob:geheim")).statusCode())
                    .isEqualTo(200);
            for (String wrong : List.of(basic("bob:falsch"), basic("eve:geheim"),
                    "Bearer x")) {
                assertThat(request(server, "POST", "/c/chat", wrong).statusCode()).as(wrong)
                        .isEqualTo(401);
            }
            for (String malformed : List.of("Basic !", "Basic", "Bearer", "Digest x", "",
                    basic("nocolon"))) {
                assertThat(request(server, "GET", "/c/chat", malformed).statusCode())
                        .as(malformed).isEqualTo(400);
            }
            assertThat(request(server, "GET", "/c/chat", basic("bob:geheim")).body())
                    .contains("\"user\":\"alice\"", "\"user\":\"bob\"");
        }
    }

    @Test
    void aPasswordThatIsChangedEndsTheUsersSessions() throws Exception {
        ServerConfig config = config(false);
        try (TestServer server = TestServer.start(config);
                Talk talk = new Talk(server.port())) {
            talk.send(connect(token("bob", null)));
            assertThat(talk.read()).contains("\"connect\":{");
            new PasswordFile(Map.of("bob", PasswordHash.of("neu")))
                    .write(folder.resolve("passwords"));
            assertThat(talk.read()).isEqualTo("close 3011 credentials changed");
            assertThat(request(server, "POST", "/c/chat", basic("bob:geheim")).statusCode())
                    .isEqualTo(401);
            assertThat(request(server, "POST", "/c/chat", basic("bob:neu")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBadPasswordFileIsSaidAtTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("bad"), "bob:plain\n");
        ServerConfig config = TestServer.config(folder.resolve("data"))
                .withIdentity(new IdentitySettings(false, file, TokenSettings.NONE));
        assertThatThrownBy(() -> TestServer.start(config)).isInstanceOf(StartException.class)
                .hasMessageContaining("bad:1: ");
    }

    @Test
    void aKeyServerThatHangsHoldsUpNobodyElse() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        HttpServer keys = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.setExecutor(task -> Thread.ofVirtual().start(task));
        keys.createContext("/", _ -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        keys.start();
        ServerConfig config = config(true);
        Path passwords = folder.resolve("passwords");
        config = config.withIdentity(new IdentitySettings(true, passwords, new TokenSettings("",
                null, "http://localhost:" + keys.getAddress().getPort() + "/", "", "")));
        try (TestServer server = TestServer.start(config);
                Talk waits = new Talk(server.port());
                Talk other = new Talk(server.port())) {
            waits.send(connect(token("alice", null)));
            other.send("{\"id\":1,\"connect\":{}}");
            assertThat(other.read()).contains("\"connect\":{");
            assertThat(request(server, "POST", "/c/chat", basic("bob:geheim")).statusCode())
                    .isEqualTo(200);
            assertThat(waits.read()).startsWith("{\"id\":1,\"error\":{\"code\":100")
                    .contains("\"temporary\":true");
        } finally {
            held.countDown();
            keys.stop(0);
        }
    }

    private ServerConfig withNewChannels(int perConnection, int perUser) throws Exception {
        ServerConfig config = config(true);
        return config.withLimits(config.limits()
                .withNewChannels(new NewChannelLimits(perConnection, perUser)));
    }

    /// @return how many channels were made
    private static int makeChannels(TestServer server, String prefix, int tries,
            @Nullable String authorization) throws Exception {
        int made = 0;
        for (int i = 0; i < tries; i++) {
            int status = request(server, "POST", "/c/" + prefix + i, authorization).statusCode();
            assertThat(status).isIn(200, 429);
            made += status == 200 ? 1 : 0;
        }
        return made;
    }

    @Test
    void whatOneUserPublishesOverHttpUsesUpNobodyElsesLimits() throws Exception {
        try (TestServer server = TestServer.start(withNewChannels(2, 1_000))) {
            int loops = Runtime.getRuntime().availableProcessors();
            assertThat(makeChannels(server, "alice", 10 * loops, bearer("alice")))
                    .isBetween(2, 2 * loops);
            assertThat(makeChannels(server, "bob", 2, bearer("bob"))).isEqualTo(2);
            assertThat(makeChannels(server, "nobody", 10 * loops, null)).isBetween(2, 2 * loops);
        }
    }

    @Test
    void newChannelsOfAUserCountFromRequestToRequest() throws Exception {
        try (TestServer server = TestServer.start(withNewChannels(1_000, 3))) {
            assertThat(makeChannels(server, "alice", 5, bearer("alice"))).isEqualTo(3);
            assertThat(makeChannels(server, "nobody", 5, null)).isEqualTo(3);
        }
    }

    private static String bearer(String user) {
        return "Bearer " + token(user, null);
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder()
                .encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> request(TestServer server, String method, String path,
            @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://localhost:" + server.port() + path))
                .timeout(Duration.ofSeconds(20));
        request.method(method, method.equals("POST")
                ? BodyPublishers.ofString("hello")
                : BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
