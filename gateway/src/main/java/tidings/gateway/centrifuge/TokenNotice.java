package tidings.gateway.centrifuge;

import java.util.concurrent.atomic.AtomicBoolean;

/// Says once in the life of a process that tokens are not looked at. Shared by all loops.
final class TokenNotice {
    private static final System.Logger LOGGER = System.getLogger(TokenNotice.class.getName());
    private final AtomicBoolean said = new AtomicBoolean();

    void onToken() {
        if (!said.get() && said.compareAndSet(false, true)) {
            LOGGER.log(System.Logger.Level.WARNING, "a client sent a token; this server has no"
                    + " token keys and lets everybody in, so it is ignored (said once)");
        }
    }
}
