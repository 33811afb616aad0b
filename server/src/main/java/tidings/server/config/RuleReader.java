package tidings.server.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.core.rule.Glob;
import tidings.core.rule.JoinLeave;
import tidings.core.rule.Limits;
import tidings.core.rule.OwnerPattern;
import tidings.core.rule.Recovery;
import tidings.core.rule.Rights;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.rule.Slow;
import tidings.core.rule.Who;
import tidings.log.LogRetention;

/// The `channels` of a configuration.
final class RuleReader {
    private static final Place NOWHERE = Place.DEFAULT;
    private static final Node.Items ONE_FOR_ALL = new Node.Items(NOWHERE,
            List.of(new Node.Fields(NOWHERE, Map.of("match", new Node.Field(NOWHERE,
                    new Node.Scalar(NOWHERE, Rule.DEFAULT.match().pattern()))))));

    private RuleReader() {}

    static Rules read(ConfigReader in) {
        return new Rules(in.sections("channels",
                "Rules for channels, in order: the first whose pattern matches a name decides. A"
                        + " name that none matches is no channel here.",
                RuleReader::rule, ONE_FOR_ALL));
    }

    private static Rule rule(ConfigReader in) {
        Rule byDefault = Rule.DEFAULT;
        Glob match = in.required("match", Types.GLOB, byDefault.match(),
                "A pattern for names: * stands for anything within a level, ** for anything across"
                        + " levels; levels are parted by / or :.");
        @Nullable
        LogRetention log = in.sectionOrNone("log",
                "How much is kept, whichever limit is reached first; none keeps nothing: messages"
                        + " go to who is there, and only what MQTT retains stays.",
                RuleReader::retention).orElse(null);
        boolean presence = in.value("presence", Types.BOOL, byDefault.presence(),
                "Whether subscribers can be seen.");
        JoinLeave joinLeave = in.value("join-leave", Types.oneOf(JoinLeave.class),
                presence ? byDefault.joinLeave() : JoinLeave.OFF,
                "Whether subscribers are told who comes and goes; on request only those who may see"
                        + " who is subscribed.");
        Recovery recovery = in.value("recovery", Types.oneOf(Recovery.class),
                byDefault.recovery(),
                "What a subscriber that comes back gets: every entry it missed, or the channel's value"
                        + " (its retained one, else its last entry).");
        Slow slow = in.value("slow", Types.oneOf(Slow.class), byDefault.slow(),
                "What happens to messages without a position that a slow connection can't take:"
                        + " dropped, the latest kept for later, or the connection ended.");
        Rights rights = in.section("allow", "Who may do what. The server API may everything.",
                RuleReader::rights);
        int bytes = in.value("message-bytes", Types.SMALL_BYTES,
                byDefault.limits().messageBytesMax(), "The largest payload.");
        int attributes = in.value("attribute-bytes", Types.SMALL_BYTES,
                byDefault.limits().attributeBytesMax(),
                "The most that may be said beside a payload: content type and tags, or the"
                        + " properties of an MQTT message.");
        int rate = in.value("publishes-per-second", Types.INT,
                byDefault.limits().publishesPerSecond(),
                "Publishes of one session to one channel, averaged over a second; 0 for no"
                        + " limit. Over plain HTTP a session is what is one connection to"
                        + " limits.new-channels.per-connection.");
        Limits limits = in.checked(() -> new Limits(bytes, attributes, rate), byDefault.limits());
        return in.checked(
                () -> new Rule(match, log, presence, joinLeave, recovery, slow, rights, limits),
                byDefault);
    }

    private static LogRetention retention(ConfigReader in) {
        LogRetention byDefault = Rule.DEFAULT_RETENTION;
        long entries = in.value("entries", Types.LONG_OR_UNLIMITED, byDefault.entries(),
                "The newest so many entries.");
        var age = in.value("age", Types.AGE, byDefault.age(), "Entries not older than this.");
        long bytes = in.value("bytes", Types.BYTES_OR_UNLIMITED, byDefault.bytes(),
                "The newest entries whose messages together weigh at most this.");
        return in.checked(() -> new LogRetention(entries, age, bytes), byDefault);
    }

    private static Rights rights(ConfigReader in) {
        Rights byDefault = Rights.ALL;
        Type<Who> who = Types.oneOf(Who.class);
        Who subscribe = in.value("subscribe", who, byDefault.subscribe(),
                "Who may subscribe: everybody, authenticated, owners or nobody.");
        Who publish = in.value("publish", who, byDefault.publish(), "Who may publish.");
        Who history = in.value("history", who, byDefault.history(),
                "Who may read what is kept. Who may subscribe may also go on from a position that is"
                        + " kept, whatever this says.");
        Who presence = in.value("presence", who, byDefault.presence(),
                "Who may see who is subscribed.");
        List<OwnerPattern> owners = in.list("owners", Types.OWNER_PATTERN, byDefault.owners(),
                false,
                "Which channels belong to whom, for rights of owners: patterns as devices/%c/** or"
                        + " users/%u, where %c is the client id and %u the user of whoever asks.");
        return in.checked(() -> new Rights(subscribe, publish, history, presence, owners),
                byDefault);
    }
}
