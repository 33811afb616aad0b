package tidings.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.core.identity.GrantVerdict;
import tidings.core.identity.Verdict;
import tidings.core.identity.Verdict.Why;
import tidings.log.TimeSource;

class TokensTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final String ALICE = "{\"sub\":\"alice\"}";

    private static final TimeSource TIME = new TimeSource() {
        @Override
        public long wallMs() {
            return NOW_MS;
        }

        @Override
        public long monotonicNs() {
            return 0;
        }
    };

    @TempDir
    Path folder;

    private static Tokens secret(String secret) throws IdentityException {
        return Tokens.open(new TokenSettings(secret, null, "", "", ""), TIME);
    }

    private Tokens publicKey(KeyPair pair) throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), TestKeys.pem(pair.getPublic()));
        return Tokens.open(new TokenSettings("", file, "", "", ""), TIME);
    }

    private static Verdict check(String claims) throws Exception {
        return secret(TestKeys.SECRET).check(TestKeys.hmac(claims));
    }

    private static void assertAlice(Verdict verdict) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class,
                accepted -> assertThat(accepted.user()).isEqualTo("alice"));
    }

    private static void assertRejected(Verdict verdict, Why why) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.why()).as(rejected.reason()).isEqualTo(why));
    }

    // ---- algorithms ----

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void aSecretIsForHmac(String algorithm) throws Exception {
        for (String secret : List.of("secret", TestKeys.SECRET, "s".repeat(200))) {
            String token = TestKeys.hmac(JWSAlgorithm.parse(algorithm), secret.getBytes(UTF_8),
                    ALICE);
            assertAlice(secret(secret).check(token));
            assertRejected(secret(secret + "x").check(token), Why.WRONG);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256"})
    void anRsaKeyIsForRsa(String algorithm) throws Exception {
        KeyPair pair = TestKeys.rsa(2_048);
        String token = TestKeys.token(JWSAlgorithm.parse(algorithm), null, pair, ALICE);
        assertAlice(publicKey(pair).check(token));
        assertRejected(publicKey(TestKeys.rsa(2_048)).check(token), Why.WRONG);
    }

    @Test
    void eachCurveHasItsAlgorithm() throws Exception {
        for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
            KeyPair pair = TestKeys.ec(curve);
            JWSAlgorithm algorithm = curve.equals(Curve.P_256)
                    ? JWSAlgorithm.ES256
                    : curve.equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
            String token = TestKeys.token(algorithm, null, pair, ALICE);
            assertAlice(publicKey(pair).check(token));
            assertRejected(publicKey(TestKeys.ec(curve)).check(token), Why.WRONG);
            assertRejected(publicKey(TestKeys.ed25519()).check(token), Why.WRONG);
        }
    }

    @Test
    void anEdwardsKeyIsForEdDsa() throws Exception {
        KeyPair pair = TestKeys.ed25519();
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519)) {
            String token = TestKeys.token(algorithm, null, pair, ALICE);
            assertAlice(publicKey(pair).check(token));
            assertRejected(publicKey(TestKeys.ed25519()).check(token), Why.WRONG);
        }
    }

    @Test
    void aShortRsaKeyIsRefusedAtTheStart() {
        assertThatThrownBy(() -> publicKey(TestKeys.rsa(1_024)))
                .isInstanceOf(IdentityException.class).hasMessageContaining("2048");
    }

    // ---- attacks ----

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void aTokenWithoutASignatureIsNoToken(String algorithm) throws Exception {
        String header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}";
        for (byte[] signature : List.of(new byte[0], new byte[32])) {
            assertRejected(secret(TestKeys.SECRET).check(TestKeys.raw(header, ALICE, signature)),
                    Why.WRONG);
            assertRejected(publicKey(TestKeys.rsa(2_048)).check(
                    TestKeys.raw(header, ALICE, signature)), Why.WRONG);
        }
    }

    @Test
    void aPublicKeyIsNeverTakenForASecret() throws Exception {
        KeyPair pair = TestKeys.rsa(2_048);
        Tokens tokens = publicKey(pair);
        for (byte[] secret : List.of(TestKeys.pem(pair.getPublic()).getBytes(UTF_8),
                TestKeys.pem(pair.getPublic()).strip().getBytes(UTF_8),
                pair.getPublic().getEncoded())) {
            for (JWSAlgorithm algorithm : JWSAlgorithm.Family.HMAC_SHA) {
                assertRejected(tokens.check(TestKeys.hmac(algorithm, secret, ALICE)), Why.WRONG);
            }
        }
    }

    @Test
    void aKeyInsideTheTokenIsNotUsed() throws Exception {
        KeyPair own = TestKeys.rsa(2_048);
        String jwk = new com.nimbusds.jose.jwk.RSAKey.Builder(
                (java.security.interfaces.RSAPublicKey) own.getPublic()).build().toJSONString();
        String signed = TestKeys.token(JWSAlgorithm.RS256, null, own, ALICE);
        String[] parts = signed.split("\\.");
        String header = com.nimbusds.jose.util.Base64URL
                .encode("{\"alg\":\"RS256\",\"jwk\":" + jwk + "}").toString();
        assertRejected(publicKey(TestKeys.rsa(2_048)).check(
                header + "." + parts[1] + "." + parts[2]), Why.WRONG);
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIsRefused() throws Exception {
        String header = "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}";
        assertRejected(secret(TestKeys.SECRET).check(TestKeys.raw(header, ALICE, new byte[32])),
                Why.WRONG);
    }

    @Test
    void aChangedTokenIsNoToken() throws Exception {
        String[] parts = TestKeys.hmac(ALICE).split("\\.");
        String bob = com.nimbusds.jose.util.Base64URL.encode("{\"sub\":\"bob\"}").toString();
        Tokens tokens = secret(TestKeys.SECRET);
        assertRejected(tokens.check(parts[0] + "." + bob + "." + parts[2]), Why.WRONG);
        assertRejected(tokens.check(parts[0] + "." + parts[1] + "."), Why.WRONG);
        assertRejected(tokens.check(parts[0] + "." + parts[1]), Why.WRONG);
    }

    @Test
    void aHugeTokenIsNotLookedAt() throws Exception {
        String claims = "{\"sub\":\"alice\",\"info\":\"" + "x".repeat(Tokens.CHARS_MAX) + "\"}";
        assertRejected(check(claims), Why.WRONG);
        assertRejected(secret(TestKeys.SECRET).check("x".repeat(10_000_000)), Why.WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "eyJ.eyJ.eyJ", "null", "{}", "\u0000",
            "e30.e30.e30"})
    void whatIsNoTokenIsRefused(String token) throws Exception {
        assertRejected(secret(TestKeys.SECRET).check(token), Why.WRONG);
    }

    // ---- claims ----

    @Test
    void anExpiredTokenIsSaidToBe() throws Exception {
        long now = NOW_MS / 1_000;
        assertRejected(check("{\"sub\":\"alice\",\"exp\":%d}".formatted(now - 60)), Why.EXPIRED);
        assertRejected(check("{\"sub\":\"alice\",\"expire_at\":%d}".formatted(now - 60)),
                Why.EXPIRED);
        assertAlice(check("{\"sub\":\"alice\",\"exp\":%d}".formatted(now - 3)));
        assertAlice(check("{\"sub\":\"alice\",\"exp\":%d.5}".formatted(now + 60)));
    }

    @Test
    void aTokenThatIsNotValidYetIsRefused() throws Exception {
        long now = NOW_MS / 1_000;
        assertRejected(check("{\"sub\":\"alice\",\"nbf\":%d}".formatted(now + 60)), Why.WRONG);
        assertAlice(check("{\"sub\":\"alice\",\"nbf\":%d}".formatted(now + 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"exp\":\"1900000000\"}", "{\"exp\":-1}", "{\"exp\":1e300}",
            "{\"exp\":true}", "{\"sub\":7}", "{\"sub\":\"a\\u0000b\"}", "[]", "7", "{", "",
            "{\"sub\":\"a\",\"sub\":\"b\"}", "{\"channels\":[1]}", "{\"b64info\":\"!\"}"})
    void claimsThatMakeNoSenseAreRefused(String claims) throws Exception {
        assertRejected(check(claims), Why.WRONG);
    }

    @Test
    void theAudienceAndTheIssuerMustFit() throws Exception {
        Tokens tokens = Tokens.open(new TokenSettings(TestKeys.SECRET, null, "", "us", "them"),
                TIME);
        assertAlice(tokens.check(TestKeys
                .hmac("{\"sub\":\"alice\",\"aud\":[\"x\",\"us\"],\"iss\":\"them\"}")));
        assertAlice(tokens.check(TestKeys
                .hmac("{\"sub\":\"alice\",\"aud\":\"us\",\"iss\":\"them\"}")));
        for (String claims : List.of(ALICE, "{\"aud\":\"us\"}", "{\"iss\":\"them\"}",
                "{\"aud\":\"usa\",\"iss\":\"them\"}", "{\"aud\":\"us\",\"iss\":\"him\"}",
                "{\"aud\":[],\"iss\":\"them\"}")) {
            assertRejected(tokens.check(TestKeys.hmac(claims)), Why.WRONG);
        }
    }

    @Test
    void whatATokenSaysReachesTheVerdict() throws Exception {
        Verdict verdict = check("""
                {"sub":"alice","exp":1800000000,"info":{"name":"Alice","n":[1]},
                 "channels":["news"],"subs":{"chat":{}}}""");
        Verdict.Accepted accepted = (Verdict.Accepted) verdict;
        assertThat(accepted.expiresAtMs()).isEqualTo(1_800_000_000_000L);
        assertThat(new String(java.util.Objects.requireNonNull(accepted.about()), UTF_8))
                .isEqualTo("{\"name\":\"Alice\",\"n\":[1]}");
        assertThat(accepted.channels()).containsExactly("news", "chat");
    }

    @Test
    void expireAtSaysUntilWhenASessionLasts() throws Exception {
        assertThat(((Verdict.Accepted) check("{\"exp\":1800000000,\"expire_at\":0}"))
                .expiresAtMs()).isZero();
        assertThat(((Verdict.Accepted) check("{\"exp\":1800000000,\"expire_at\":1900000000}"))
                .expiresAtMs()).isEqualTo(1_900_000_000_000L);
    }

    @Test
    void aSubscriptionsTokenNamesItsChannel() throws Exception {
        Tokens tokens = secret(TestKeys.SECRET);
        assertThat(tokens.checkGrant(TestKeys
                .hmac("{\"sub\":\"alice\",\"channel\":\"chat\",\"exp\":1800000000}")))
                .isEqualTo(new GrantVerdict.Granted("alice", "chat", "", 1_800_000_000_000L));
        assertThat(tokens.checkGrant(TestKeys.hmac(ALICE))).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void aTokenMadeHereIsGoodHere() throws Exception {
        String token = new TokenMaker("alice", List.of("news"), "",
                java.time.Duration.ofMinutes(1), "", "").make("secret", NOW_MS);
        assertAlice(secret("secret").check(token));
    }
}
