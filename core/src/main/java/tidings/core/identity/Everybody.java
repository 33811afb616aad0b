package tidings.core.identity;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// For a server that asks nobody who it is. What is shown is not looked at, and that is said once.
final class Everybody implements Authenticator {
    private static final System.Logger LOGGER = System.getLogger(Everybody.class.getName());
    private final AtomicBoolean said = new AtomicBoolean();

    @Override
    public void authenticate(Credentials credentials, Consumer<Verdict> answer) {
        switch (credentials) {
            case Credentials.Anonymous() -> {
            }
            case Credentials.Token _ -> sayOnce("a token");
            case Credentials.UserPassword _ -> sayOnce("a password");
        }
        answer.accept(Verdict.ANONYMOUS);
    }

    @Override
    public void checkGrant(String token, Consumer<GrantVerdict> answer) {
        answer.accept(new Verdict.Rejected(Verdict.Why.WRONG, "this server has no token keys"));
    }

    @Override
    public boolean takesTokens() {
        return false;
    }

    private void sayOnce(String what) {
        if (!said.get() && said.compareAndSet(false, true)) {
            LOGGER.log(System.Logger.Level.WARNING, "a client sent " + what + "; this server has"
                    + " no identity set up and lets everybody in, so it is ignored (said once)");
        }
    }
}
