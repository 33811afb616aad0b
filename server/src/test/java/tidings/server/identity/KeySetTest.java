package tidings.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidings.testkit.log.SteppedTime;

class KeySetTest {
    private static final RSAPublicKey KEY = (RSAPublicKey) TestKeys.rsa(2_048).getPublic();

    private final SteppedTime time = new SteppedTime(1_700_000_000_000L);
    private final FakeSource source = new FakeSource();
    private final KeySet keys = new KeySet("somewhere", source, time);

    /// A key server that a test controls.
    private static final class FakeSource implements KeySource {
        volatile List<JWK> set = List.of(key("one"));
        volatile boolean broken;
        final AtomicInteger reads = new AtomicInteger();
        volatile CountDownLatch held = new CountDownLatch(0);
        volatile CountDownLatch asked = new CountDownLatch(1);

        @Override
        public String read() throws IOException {
            reads.incrementAndGet();
            asked.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (broken) {
                throw new IOException("nobody answers");
            }
            return new JWKSet(set).toString(true);
        }
    }

    private static JWK key(String id) {
        return new RSAKey.Builder(KEY).keyID(id).build();
    }

    private List<String> ids(String wanted) throws Exception {
        return keys.keys(wanted).stream().map(key -> String.valueOf(key.id())).toList();
    }

    @Test
    void aSetIsReadOnceAndKept() throws Exception {
        assertThat(ids("one")).containsExactly("one");
        assertThat(ids("one")).containsExactly("one");
        assertThat(source.reads).hasValue(1);
    }

    @Test
    void anUnknownKeyIsLookedForAtMostOnceInAWhile() throws Exception {
        ids("one");
        for (int i = 0; i < 100; i++) {
            String madeUp = "made-up-" + i;
            assertThatThrownBy(() -> ids(madeUp)).isInstanceOf(UnavailableException.class);
        }
        assertThat(source.reads).hasValue(1);
        source.set = List.of(key("one"), key("two"));
        time.pass(Duration.ofSeconds(31));
        assertThat(ids("two")).containsExactly("one", "two");
        assertThat(source.reads).hasValue(2);
    }

    @Test
    void aMadeUpKeyDoesNotMakeAFreshOneWrong() throws Exception {
        ids("one");
        time.pass(Duration.ofSeconds(31));
        assertThat(ids("made-up")).as("looked for just now, so it is wrong").containsExactly("one");
        source.set = List.of(key("two"));
        time.pass(Duration.ofSeconds(29));
        assertThatThrownBy(() -> ids("two")).isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not known yet");
        time.pass(Duration.ofSeconds(2));
        assertThat(ids("two")).containsExactly("two");
        assertThat(source.reads).hasValue(3);
    }

    @Test
    void aServerThatFailsCostsOnlyKeysThatAreNotKnown() throws Exception {
        ids("one");
        source.broken = true;
        time.pass(Duration.ofMinutes(11));
        assertThat(ids("one")).containsExactly("one");
        time.pass(Duration.ofSeconds(6));
        assertThatThrownBy(() -> ids("two")).isInstanceOf(UnavailableException.class);
        source.broken = false;
        source.set = List.of(key("two"));
        time.pass(Duration.ofSeconds(6));
        assertThat(ids("two")).containsExactly("two");
    }

    @Test
    void aServerThatHangsHoldsUpNobodyWithAKnownKey() throws Exception {
        ids("one");
        source.held = new CountDownLatch(1);
        source.asked = new CountDownLatch(1);
        time.pass(Duration.ofSeconds(31));
        FutureTask<List<String>> waits = new FutureTask<>(() -> ids("two"));
        Thread.ofVirtual().start(waits);
        assertThat(source.asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ids("one")).containsExactly("one");
        assertThat(waits.isDone()).isFalse();
        source.held.countDown();
        assertThat(waits.get(10, TimeUnit.SECONDS)).containsExactly("one");
    }

    @Test
    void aSecretInASetIsNotUsed() throws Exception {
        source.set = List.of(new OctetSequenceKey.Builder(new byte[32]).keyID("s").build(),
                key("one"));
        assertThat(ids("s")).containsExactly("one");
    }
}
