package tidings.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What [HttpTest] does not reach: a server that is not bound to loopback.
class OriginPolicyTest {
    private final OriginPolicy policy = OriginPolicy
            .sameHostOr(Set.of("https://App.example.com", "http://dev:3000"));

    private boolean allows(@Nullable String origin, String host) {
        return policy.refusal(origin, Objects.requireNonNull(Authority.parse(host))) == null;
    }

    @Test
    void theSameHostIsAllowed() {
        assertThat(allows("https://chat.example.org", "chat.example.org")).isTrue();
        assertThat(allows("https://CHAT.example.org", "chat.EXAMPLE.org")).isTrue();
        assertThat(allows("https://chat.example.org", "chat.example.org:443")).isTrue();
        assertThat(allows("http://chat.example.org:8000", "chat.example.org:8000")).isTrue();
        assertThat(allows("http://[2001:db8::1]:80", "[2001:db8::1]")).isTrue();
        assertThat(allows("https://chat.example.org:8443", "chat.example.org")).isFalse();
        assertThat(allows("https://chat.example.org", "chat.example.org:8000")).isFalse();
        assertThat(allows("https://chat.example.org.evil.com", "chat.example.org")).isFalse();
        assertThat(allows("https://example.org", "chat.example.org")).isFalse();
        assertThat(allows("http://localhost", "chat.example.org")).isFalse();
    }

    @Test
    void p9_exactlyWhatIsListedIsAllowed() {
        assertThat(allows("https://app.example.com", "x")).isTrue();
        assertThat(allows("http://dev:3000", "x")).isTrue();
        assertThat(allows("http://app.example.com", "x")).isFalse();
        assertThat(allows("https://app.example.com:444", "x")).isFalse();
        assertThat(allows("https://app.example.com.evil.com", "x")).isFalse();
        assertThat(allows("http://dev", "x")).isFalse();
    }

    @Test
    void whatSendsNoOriginIsNoBrowser() {
        assertThat(allows(null, "anything")).isTrue();
        assertThat(allows("null", "null")).isFalse();
        assertThat(allows("", "x")).isFalse();
    }

    @Test
    void aListHoldsOriginsOnly() {
        for (String wrong : new String[]{"*", "null", "example.com", "https://", "https://a/b",
                "https://*.example.com"}) {
            assertThatThrownBy(() -> OriginPolicy.sameHostOr(Set.of(wrong))).as(wrong)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(wrong);
        }
    }
}
