package tidings.core.identity;

import org.jspecify.annotations.Nullable;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Who;
import tidings.log.ChannelName;

/// The one answer to "may a session do this in this channel now?", for every gateway.
public final class Permit {
    private static final String SERVER_STATE = "$SYS";

    private Permit() {}

    /// @param who        the session's
    /// @param subscribed whether the session is subscribed to the channel
    /// @return why not, or null if it may
    public static @Nullable Refusal check(Action action, Rule rule, ChannelName channel,
            Identity who, boolean subscribed) {
        if (reserved(channel.value()) && !showsServerState(action, rule, channel)) {
            return new Refusal.NotAllowed(verb(action), channel.value());
        }
        boolean allowed = switch (whoOf(action, rule.rights())) {
            case EVERYBODY -> true;
            case AUTHENTICATED -> who.authenticated();
            case OWNERS -> rule.rights().owns(channel.value(), who.user().id(), who.clientId());
            case SUBSCRIBERS -> subscribed;
            case NOBODY -> false;
        };
        return allowed ? null : new Refusal.NotAllowed(verb(action), channel.value());
    }

    /// Names that are the server's own, whatever the rules say.
    public static boolean reserved(String name) {
        return name.startsWith("$")
                && (isServerState(name) || inTree(name, "$share") || inTree(name, "$tidings"));
    }

    /// Names of what the server says of itself.
    public static boolean isServerState(String name) {
        return inTree(name, SERVER_STATE);
    }

    /// Whether a rule is about what the server says of itself. One that matches it because it matches
    /// everything is not: nobody sees it by accident.
    public static boolean isForServerState(Rule rule) {
        return isServerState(rule.match().pattern());
    }

    private static boolean showsServerState(Action action, Rule rule, ChannelName channel) {
        return action == Action.SUBSCRIBE && isServerState(channel.value())
                && isForServerState(rule);
    }

    private static boolean inTree(String name, String root) {
        return name.startsWith(root) && (name.length() == root.length()
                || name.charAt(root.length()) == '/' || name.charAt(root.length()) == ':');
    }

    private static Who whoOf(Action action, Rights rights) {
        return switch (action) {
            case SUBSCRIBE -> rights.subscribe();
            case PUBLISH -> rights.publish();
            case HISTORY -> rights.history();
            case PRESENCE -> rights.presence();
        };
    }

    private static String verb(Action action) {
        return switch (action) {
            case SUBSCRIBE -> "subscribe";
            case PUBLISH -> "publish";
            case HISTORY -> "read the history";
            case PRESENCE -> "see who is present";
        };
    }
}
