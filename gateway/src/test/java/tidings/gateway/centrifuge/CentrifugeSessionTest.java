package tidings.gateway.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tidings.core.identity.Authenticator;
import tidings.core.identity.Credentials;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Who;
import tidings.gateway.net.LeakCheck;
import tidings.gateway.net.RawPeer;
import tidings.gateway.net.SimulatedCore;
import tidings.gateway.net.SimulatedSocket;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.NameLimits;

/// Conversations whose steps a test decides, on a simulated core.
@ExtendWith(LeakCheck.class)
class CentrifugeSessionTest {
    private static final String CONNECT = "{\"id\":1,\"connect\":{\"token\":\"t\"}}";
    /// Its pings come later than any of these tests ends.
    private static final CentrifugeSettings SETTINGS = new CentrifugeSettings(
            WebSocketSettings.DEFAULT, Duration.ofHours(1), Duration.ofSeconds(8),
            Duration.ofSeconds(10), Duration.ofSeconds(25), 16, 1_000, 100, 1_024, 300, 1_000,
            NameLimits.DEFAULT, "simulated");

    /// Answers when it is told to.
    private static final class Asked implements Authenticator {
        final ArrayDeque<Consumer<Verdict>> who = new ArrayDeque<>();
        final ArrayDeque<Consumer<GrantVerdict>> grants = new ArrayDeque<>();

        @Override
        public void authenticate(Credentials credentials, Consumer<Verdict> answer) {
            who.add(answer);
        }

        @Override
        public void checkGrant(String token, Consumer<GrantVerdict> answer) {
            grants.add(answer);
        }

        @Override
        public boolean takesTokens() {
            return true;
        }
    }

    private final Asked asked = new Asked();

    private CentrifugeSession session(SimulatedCore core) {
        return new CentrifugeSession(core.tidings, asked, SETTINGS, Format.WEBSOCKET_JSON);
    }

    private static void send(SimulatedCore core, SimulatedSocket socket, String... commands) {
        socket.sendFromPeer(RawPeer.frame(0x81,
                String.join("\n", commands).getBytes(StandardCharsets.UTF_8)));
        core.world.runFor(200);
    }

    private static String read(SimulatedSocket socket) {
        return new String(socket.read(Integer.MAX_VALUE), StandardCharsets.UTF_8);
    }

    private SimulatedSocket open(SimulatedCore core, String user) {
        return open(core, user, session(core));
    }

    private SimulatedSocket open(SimulatedCore core, String user, CentrifugeSession session) {
        SimulatedSocket socket = core.webSocket(session);
        send(core, socket, CONNECT);
        asked.who.removeFirst().accept(Verdict.user(user));
        core.world.runFor(200);
        assertThat(read(socket)).contains("\"connect\":{");
        return socket;
    }

    private static String subscribe(int id, String more) {
        return "{\"id\":%d,\"subscribe\":{\"channel\":\"room\"%s}}".formatted(id, more);
    }

    @Test
    void s5_nothingMoreIsReadWhileItIsFoundOutWhoItIs() {
        try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
            CentrifugeSession session = session(core);
            SimulatedSocket socket = core.webSocket(session);
            String publish = "{\"id\":2,\"publish\":{\"channel\":\"room\",\"data\":\"%s\"}}"
                    .formatted("x".repeat(20_000));
            send(core, socket, CONNECT, publish);
            assertThat(session.heldBytes())
                    .isEqualTo(CONNECT.length() + 1 + publish.length());
            for (int id = 3; id <= 9; id++) {
                send(core, socket, publish.replace("\"id\":2", "\"id\":" + id));
            }
            // One was asked for before.
            assertThat(socket.unread()).isGreaterThanOrEqualTo(6);
            asked.who.removeFirst().accept(Verdict.user("alice"));
            core.world.runFor(500);
            assertThat(session.heldBytes()).isZero();
            assertThat(socket.unread()).isZero();
            assertThat(read(socket)).contains("{\"id\":2,\"publish\":", "{\"id\":9,\"publish\":");
        }
    }

    @Test
    void s5_nothingMoreIsReadWhileMuchIsOnItsWayToTheLog() {
        try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
            SimulatedSocket socket = open(core, "alice");
            for (int id = 2; id < 102; id++) {
                String publish = "{\"id\":%d,\"publish\":{\"channel\":\"%d\",\"data\":\"%s\"}}"
                        .formatted(id, id, "x".repeat(30_000));
                socket.sendFromPeer(RawPeer.frame(0x81, publish.getBytes(StandardCharsets.UTF_8)));
            }
            long most = 0;
            for (int ms = 0; ms < 2_000; ms++) {
                core.world.runFor(1);
                most = Math.max(most, core.tidings.publishBudget().bytes());
            }
            assertThat(most).isBetween(900_000L, 1_200_000L);
            assertThat(core.tidings.publishBudget().bytes()).isZero();
            assertThat(read(socket).split("\"publish\":\\{}", -1)).hasSize(101);
        }
    }

    @Test
    void whoIsRefusedIsReadAgain() {
        try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
            SimulatedSocket socket = core.webSocket(session(core));
            send(core, socket, CONNECT);
            asked.who.removeFirst().accept(new Verdict.Unavailable("not now"));
            core.world.runFor(200);
            assertThat(read(socket)).contains("{\"id\":1,\"error\":{\"code\":100");
            send(core, socket, "{\"id\":2,\"presence\":{\"channel\":\"room\"}}");
            assertThat(read(socket)).contains("bad request");
        }
    }

    @Test
    void whatIsHeldBackBehindASubscribeIsOneMessage() {
        try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
            CentrifugeSession session = session(core);
            SimulatedSocket socket = open(core, "alice", session);
            send(core, socket, subscribe(2, ",\"token\":\"t\""));
            send(core, socket, "{\"id\":3,\"publish\":{\"channel\":\"other\",\"data\":1}}");
            assertThat(read(socket)).contains("{\"id\":3,\"publish\":");
            assertThat(session.heldBytes()).isZero();
            String unsubscribe = "{\"id\":4,\"unsubscribe\":{\"channel\":\"room\"}}";
            send(core, socket, unsubscribe);
            assertThat(session.heldBytes()).isEqualTo(unsubscribe.length());
            for (int id = 5; id <= 9; id++) {
                send(core, socket, "{\"id\":%d,\"publish\":{\"channel\":\"room\",\"data\":1}}"
                        .formatted(id));
            }
            assertThat(read(socket)).isEmpty();
            assertThat(socket.unread()).isGreaterThanOrEqualTo(4);
            asked.grants.removeFirst()
                    .accept(new GrantVerdict.Granted("alice", "room", "", 0));
            core.world.runFor(500);
            assertThat(session.heldBytes()).isZero();
            assertThat(socket.unread()).isZero();
            assertThat(read(socket)).containsSubsequence("{\"id\":2,\"subscribe\":",
                    "{\"id\":4,\"unsubscribe\":", "{\"id\":5,\"publish\":",
                    "{\"id\":9,\"publish\":");
        }
    }

    @Test
    void aSecondSubscribeDoesNotMakeTheFirstOneLastForEver() {
        for (String second : List.of("", ",\"token\":\"t\"")) {
            try (SimulatedCore core = new SimulatedCore(1, Rules.DEFAULT)) {
                SimulatedSocket socket = open(core, "alice");
                send(core, socket, subscribe(2, ",\"token\":\"t\""));
                asked.grants.removeFirst().accept(new GrantVerdict.Granted("alice", "room", "",
                        core.world.nowMs() + 60_000));
                core.world.runFor(200);
                assertThat(read(socket)).contains("\"subscribe\":{", "\"expires\":true");
                send(core, socket, subscribe(3, second));
                while (!asked.grants.isEmpty()) {
                    asked.grants.removeFirst()
                            .accept(new GrantVerdict.Granted("alice", "room", "", 0));
                    core.world.runFor(200);
                }
                assertThat(read(socket)).contains("{\"id\":3,\"error\":{\"code\":105");
                core.world.runFor(60_000 + SETTINGS.expiryGrace().toMillis());
                assertThat(read(socket)).as(second).contains("\"unsubscribe\":{");
            }
        }
    }

    @Test
    void s7_whoMayNotSeePresenceIsNotToldWhoComesAndGoes() {
        assertThat(joinsSeen(Who.EVERYBODY, JoinLeave.ON_REQUEST)).contains("\"join\":{");
        assertThat(joinsSeen(Who.SUBSCRIBERS, JoinLeave.ON_REQUEST)).contains("\"join\":{");
        assertThat(joinsSeen(Who.NOBODY, JoinLeave.ON_REQUEST)).isEmpty();
        assertThat(joinsSeen(Who.OWNERS, JoinLeave.ON_REQUEST)).isEmpty();
        assertThat(joinsSeen(Who.NOBODY, JoinLeave.ALWAYS)).contains("\"join\":{");
    }

    private String joinsSeen(Who presence, JoinLeave joinLeave) {
        Rule all = Rule.DEFAULT;
        Rights rights = new Rights(Who.EVERYBODY, Who.EVERYBODY, Who.EVERYBODY, presence,
                presence == Who.OWNERS ? List.of(new OwnerPattern("mine/%u/**")) : List.of());
        Rules rules = new Rules(List.of(new Rule(new Glob("**"), all.log(), true, joinLeave,
                all.recovery(), all.slow(), rights, all.limits())));
        try (SimulatedCore core = new SimulatedCore(1, rules)) {
            SimulatedSocket watching = open(core, "alice");
            send(core, watching, subscribe(2, ",\"join_leave\":true"));
            assertThat(read(watching)).contains("{\"id\":2,\"subscribe\":{");
            core.world.runFor(200);
            read(watching);
            SimulatedSocket other = open(core, "bob");
            send(core, other, subscribe(2, ""));
            return read(watching);
        }
    }
}
