package tidings.gateway.centrifuge.wire;

/// Checks what SDKs rely on: `expires` never comes without a `ttl`.
final class Expiry {
    private Expiry() {}

    static void check(boolean expires, long ttl) {
        if (expires != ttl > 0) {
            throw new IllegalArgumentException("what expires has a ttl above 0, and nothing else");
        }
    }
}
