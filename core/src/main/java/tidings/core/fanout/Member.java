package tidings.core.fanout;

import org.jspecify.annotations.Nullable;
import tidings.log.Sender;

/// A presence entry: one session in a channel, shown as it would be as a sender. What that is made of
/// is here itself: there is one of these for each subscription.
public record Member(String user, String session, byte @Nullable [] about) {
    public Member(Sender shown) {
        this(shown.user(), shown.session(), shown.about());
    }

    public Sender shown() {
        return new Sender(user, session, about);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Member member && member.shown().equals(shown());
    }

    @Override
    public int hashCode() {
        return shown().hashCode();
    }
}
