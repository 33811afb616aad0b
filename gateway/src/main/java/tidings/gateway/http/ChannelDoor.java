package tidings.gateway.http;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.Tidings;
import tidings.core.identity.Action;
import tidings.core.identity.Authenticator;
import tidings.core.identity.Credentials;
import tidings.core.identity.Identity;
import tidings.core.identity.Permit;
import tidings.core.identity.User;
import tidings.core.identity.Verdict;
import tidings.core.publish.Publisher;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.gateway.net.Exchange;
import tidings.gateway.net.HttpHandler;
import tidings.gateway.net.MalformedException;
import tidings.gateway.net.Percent;
import tidings.gateway.net.Request;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;

/// `/c/<channel>` and `/c?channel=<channel>`. What follows `/c/` is the name, decoded once from
/// the path as it was sent: slashes are never collapsed, dots never resolved.
final class ChannelDoor implements HttpHandler {
    private static final String PREFIX = "/c/";

    /// A request to a channel that exists by the rules.
    ///
    /// @param identity  who asks; who needs its user for longer than the call holds it
    /// @param expiresAtMs wall time from which the identity is not true any more; 0 for never
    /// @param publishers of its loop
    record ChannelRequest(Exchange exchange, LoopServices services, ChannelName channel, Rule rule,
            Identity identity, long expiresAtMs, Publishers publishers,
            HttpDoorSettings settings) {
        Request request() {
            return exchange.request();
        }

        Publisher publisher() {
            return publishers.of(identity, request().peer());
        }

        /// Answers with why not, if not.
        boolean permits(Action action) {
            Refusal refusal = Permit.check(action, rule, channel, identity, false);
            if (refusal != null) {
                refuse(refusal);
            }
            return refusal == null;
        }

        /// Answers with why not. On the connection's loop.
        void refuse(Refusal refusal) {
            ChannelDoor.refuse(exchange, services, refusal);
        }

        void refuseBadRequest(Exception cause) {
            refuse(new Refusal.BadRequest(String.valueOf(cause.getMessage())));
        }
    }

    private final Tidings tidings;
    private final HttpDoorSettings settings;
    private final Authenticator authenticator;
    /// Of each loop.
    private final List<Publishers> publishers;

    ChannelDoor(Tidings tidings, Authenticator authenticator, HttpDoorSettings settings) {
        this.tidings = tidings;
        this.authenticator = authenticator;
        this.settings = settings;
        this.publishers = tidings.loops().stream().map(Publishers::new).toList();
    }

    @Override
    public void onRequest(Exchange exchange) {
        ChannelName channel;
        try {
            channel = nameOf(exchange.request());
        } catch (MalformedException | IllegalNameException e) {
            refuse(exchange, new Refusal.BadName(String.valueOf(e.getMessage())));
            return;
        }
        Rule rule = tidings.rules().of(channel).orElse(null);
        if (rule == null) {
            refuse(exchange, new Refusal.UnknownChannel(channel.value()));
            return;
        }
        Credentials credentials;
        try {
            credentials = HttpCredentials.parse(exchange.request().header("authorization"));
        } catch (IllegalArgumentException e) {
            refuse(exchange, new Refusal.BadRequest(String.valueOf(e.getMessage())));
            return;
        }
        authenticator.authenticate(credentials,
                verdict -> exchange.goOn(
                        () -> onVerdict(exchange, channel, rule, credentials, verdict)));
    }

    private void onVerdict(Exchange exchange, ChannelName channel, Rule rule,
            Credentials credentials, Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted _ when !authenticator.stillAccepts(credentials) -> refuse(
                    exchange,
                    new Refusal.Overloaded("the password was changed meanwhile: try again"));
            case Verdict.Accepted accepted -> onAccepted(exchange, channel, rule, accepted);
            case Verdict.Rejected(_, var reason) -> exchange
                    .respond(HttpRefusals.unauthorized(reason));
            case Verdict.Unavailable(var reason) -> refuse(exchange,
                    new Refusal.Overloaded(reason));
        }
    }

    private void onAccepted(Exchange exchange, ChannelName channel, Rule rule,
            Verdict.Accepted accepted) {
        LoopServices services = tidings.loops().get(exchange.loop().index());
        User user = services.users().hold(accepted.user());
        try {
            onRequest(new ChannelRequest(exchange, services, channel, rule,
                    Identity.of(user, UUID.randomUUID().toString(), accepted.about()),
                    accepted.expiresAtMs(), publishers.get(exchange.loop().index()), settings));
        } finally {
            services.users().release(user);
        }
    }

    private static void onRequest(ChannelRequest request) {
        Exchange exchange = request.exchange();
        if (exchange.request().method().equals("POST")) {
            PublishRequest.onRequest(request);
        } else if (exchange.request().method().equals("GET") && wantsEvents(exchange.request())) {
            EventStream.onRequest(request);
        } else {
            HistoryRequests.onRequest(request);
        }
    }

    private void refuse(Exchange exchange, Refusal refusal) {
        refuse(exchange, tidings.loops().get(exchange.loop().index()), refusal);
    }

    private static void refuse(Exchange exchange, LoopServices services, Refusal refusal) {
        services.fanOut().counters().onRefused(refusal);
        exchange.respond(HttpRefusals.response(refusal));
    }

    private static boolean wantsEvents(Request request) {
        String accept = request.header("accept");
        return accept != null && accept.contains("text/event-stream");
    }

    private ChannelName nameOf(Request request) throws MalformedException {
        String name = request.path().startsWith(PREFIX)
                ? Percent.decode(request.path().substring(PREFIX.length()))
                : required(request.query().get("channel"));
        return ChannelName.of(name, settings.names());
    }

    private static String required(@Nullable String name) {
        if (name == null) {
            throw new IllegalNameException(
                    "a channel name must be given: /c/<channel> or /c?channel=<channel>");
        }
        return name;
    }
}
