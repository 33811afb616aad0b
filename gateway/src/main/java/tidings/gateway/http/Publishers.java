package tidings.gateway.http;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.identity.Identity;
import tidings.core.publish.Publisher;
import tidings.core.subscription.CoreServices;
import tidings.gateway.net.Network;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// Who publishes over plain HTTP on one loop. A connection may be made for each request, so what
/// counts as one for the limits is a user, and of those who have shown nothing an address.
/// Remembered until all that was published counts no more.
@OwnedBy(Owner.LOOP)
final class Publishers {
    /// With more, the one that was used least is forgotten, as if it had never published.
    static final int REMEMBERED_MAX = 4_096;

    /// @param user empty if it has shown nothing; then `from` is where it is, null if it is gone
    private record Whom(String user, @Nullable Network from) {}

    private final CoreServices services;
    /// The one that was used least comes first.
    private final Map<Whom, Publisher> byWhom = new LinkedHashMap<>(16, 0.75f, true);

    Publishers(CoreServices services) {
        this.services = services;
    }

    Publisher of(Identity who, @Nullable InetSocketAddress peer) {
        forget();
        return byWhom.computeIfAbsent(whom(who, peer), _ -> new Publisher(services));
    }

    private static Whom whom(Identity who, @Nullable InetSocketAddress peer) {
        Network from = who.authenticated() || peer == null
                ? null
                : Network.around(peer.getAddress());
        return new Whom(who.user().id(), from);
    }

    private void forget() {
        Iterator<Publisher> leastUsed = byWhom.values().iterator();
        while (leastUsed.hasNext()) {
            Publisher next = leastUsed.next();
            if (byWhom.size() < REMEMBERED_MAX && !next.whole()) {
                return;
            }
            leastUsed.remove();
        }
    }

    int count() {
        return byWhom.size();
    }
}
