package tidings.core.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.core.loop.Loop;
import tidings.log.ChannelName;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// The sessions whose connections are on one loop.
@OwnedBy(Owner.LOOP)
public final class LoopSessions {
    private final Loop loop;
    private final Map<String, Session> byId = new HashMap<>();

    public LoopSessions(Loop loop) {
        this.loop = loop;
    }

    public void add(Session session) {
        loop.assertInLoop();
        byId.put(session.identity().session(), session);
    }

    public void remove(Session session) {
        loop.assertInLoop();
        byId.remove(session.identity().session(), session);
    }

    public int count() {
        return byId.size();
    }

    /// Subscriptions, by what their sessions speak.
    public Map<String, Long> subscriptionsByProtocol() {
        loop.assertInLoop();
        Map<String, Long> counts = new HashMap<>();
        byId.values().forEach(session -> counts.merge(session.protocol(),
                (long) session.subscriptionCount(), Long::sum));
        return counts;
    }

    public void addUsersTo(Set<String> users) {
        byId.values().forEach(session -> users.add(session.identity().user().id()));
    }

    /// Ends what is selected; the user's other sessions go on.
    public void disconnect(SessionSelector selector, int code, String reason) {
        for (Session session : sessionsOf(selector)) {
            if (selector.selects(session)) {
                session.disconnect(code, reason);
            } else {
                session.onRevoked(_ -> false, code, reason);
            }
        }
    }

    /// Ends every session on this loop.
    public void disconnectAll(int code, String reason) {
        loop.assertInLoop();
        List.copyOf(byId.values()).forEach(session -> session.disconnect(code, reason));
    }

    /// Ends subscriptions of what is selected; the user's others go on.
    ///
    /// @param channel null for all of them
    public void unsubscribe(SessionSelector selector, @Nullable ChannelName channel, int code,
            String reason) {
        for (Session session : sessionsOf(selector)) {
            boolean selected = selector.selects(session);
            Predicate<ChannelName> ends = each -> selected
                    && (channel == null || each.equals(channel));
            session.onRevoked(ends, code, reason);
        }
    }

    private List<Session> sessionsOf(SessionSelector selector) {
        loop.assertInLoop();
        List<Session> sessions = new ArrayList<>();
        for (Session session : byId.values()) {
            if (selector.concernsUserOf(session)) {
                sessions.add(session);
            }
        }
        return sessions;
    }
}
