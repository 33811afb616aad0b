package tidings.system.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tidings.server.config.ByteSize;
import tidings.server.config.ConfigFile;
import tidings.server.config.ConfigRow;
import tidings.testkit.docs.ReferencePage;

/// The bound of every queue, buffer, page and name, on one page, by reference: the numbers are
/// read from the constants themselves.
class LimitsReferenceTest {
    private record Bound(String type, String constant, String about) {}

    private static final List<Bound> FIXED = List.of(
            new Bound("tidings.log.Message", "TAGS_MAX",
                    "tags of a message sent by `tidings.send` or published over HTTP, and user"
                            + " properties of an MQTT message that are its tags; MQTT clients get all"),
            new Bound("tidings.log.IdempotencyKey", "LENGTH_MAX",
                    "characters of an idempotency key"),
            new Bound("tidings.core.subscription.Subscription", "PAGE_ENTRIES",
                    "entries that a subscription reads at once to catch up"),
            new Bound("tidings.core.subscription.Subscription", "PAGE_BYTES",
                    "what messages weigh that a subscription reads at once to catch up; a single"
                            + " larger one is still read"),
            new Bound("tidings.core.identity.LeftUsers", "COUNT_MAX",
                    "users without a session whose new channels still count"),
            new Bound("tidings.core.fanout.DeliveryLimits", "WAITING_BYTES_MAX",
                    "what messages weigh that a loop has not delivered, before who publishes more"
                            + " of its channels is answered after them"),
            new Bound("tidings.core.fanout.DeliveryLimits", "TURN_NS_MAX",
                    "nanoseconds after which a loop that delivers looks at its sockets before it goes on"),
            new Bound("tidings.core.channel.ShardLimits", "GIVEN_BYTES_MAX",
                    "what messages weigh that a shard gives a loop at once"),
            new Bound("tidings.core.publish.Publisher", "UNANSWERED_BYTES_MAX",
                    "messages, each with 1 KiB beside its weight, that a connection of MQTT or of a"
                            + " Centrifuge SDK may have published and not answered; with more its"
                            + " socket is not read. Of a broadcast the others follow as those are"
                            + " answered"),
            new Bound("tidings.core.publish.PublishRate", "CHANNELS_MAX",
                    "channels whose publish rate one connection remembers"),
            new Bound("tidings.gateway.net.TurnBuffer", "CONTENT_BYTES_MAX",
                    "one turn's entries in one buffer, shared by all subscribers of a kind; more go"
                            + " into the next"),
            new Bound("tidings.gateway.net.SocketOutbox", "GATHERED_BYTES_MAX",
                    "small pieces for one connection in a turn that are put in one buffer"),
            new Bound("tidings.gateway.net.ReadSizes", "READ_BYTES_MAX",
                    "bytes read from a socket at once"),
            new Bound("tidings.gateway.net.WebSocketConnection", "REASON_BYTES_MAX",
                    "a close frame's reason (RFC 6455 §5.5)"),
            new Bound("tidings.gateway.net.Query", "PARAMETERS_MAX",
                    "parameters of a query string"),
            new Bound("tidings.gateway.net.ProxyHeader", "LINE_BYTES_MAX",
                    "a PROXY header of version 1"),
            new Bound("tidings.gateway.net.ProxyHeader", "BYTES_MAX",
                    "a PROXY header of version 2"),
            new Bound("tidings.gateway.net.PemFiles", "FILE_BYTES_MAX",
                    "a file of certificates, or of a key"),
            new Bound("tidings.gateway.payload.JsonScanner", "DEPTH_MAX",
                    "nesting of a payload that counts as JSON; deeper is kept as text"),
            new Bound("tidings.gateway.centrifuge.wire.CommandDecoder", "COMMANDS_MAX",
                    "commands in one frame"),
            new Bound("tidings.gateway.centrifuge.wire.Envelope", "ID_MAX",
                    "a command's id (uint32)"),
            new Bound("tidings.gateway.centrifuge.Questions", "AT_ONCE_MAX",
                    "history and presence requests of a connection that are on their way"),
            new Bound("tidings.gateway.http.Publishers", "REMEMBERED_MAX",
                    "users and addresses that publish over plain HTTP and whose limits a loop"
                            + " remembers"),
            new Bound("tidings.gateway.http.HistoryRequests", "LIMIT_MAX",
                    "entries in one page of `/c` history"),
            new Bound("tidings.gateway.http.EventStream", "SUBSCRIPTIONS_MAX",
                    "channels of one stream of events"),
            new Bound("tidings.gateway.api.HistoryMethod", "PAGE_ENTRIES",
                    "entries in one page of `/api/history`"),
            new Bound("tidings.gateway.api.ApiRequest", "DEPTH_MAX",
                    "nesting of an `/api` request"),
            new Bound("tidings.gateway.api.BroadcastMethod", "CHANNELS_MAX",
                    "channels of one `/api/broadcast`"),
            new Bound("tidings.core.channel.Shard", "LOADS_IN_DOUBT_MAX",
                    "channels of a shard that are looked for at a time for publishes that may not"
                            + " make them; other such publishes are refused"),
            new Bound("tidings.gateway.api.ChannelsMethod", "CHANNELS_MAX",
                    "channels that `/api/channels` names"),
            new Bound("tidings.gateway.api.DisconnectMethod", "REASON_BYTES_MAX",
                    "a reason given to `/api/disconnect`"),
            new Bound("tidings.core.Tidings", "SESSIONS_PER_HOME_MAX",
                    "MQTT sessions at home in one shard, connected or away"),
            new Bound("tidings.core.home.Home", "WAITING_MAX",
                    "connections that want to be the same MQTT session at a time; more are 0x89"),
            new Bound("tidings.core.filter.GroupSession", "WINDOW_MAX",
                    "messages that a shared subscription may have read and nobody be through with;"
                            + " those who are connected may have half of them"),
            new Bound("tidings.core.filter.GroupSession", "WAITING_MAX",
                    "messages of a shared subscription that wait for those who may see them, before"
                            + " the others wait, too"),
            new Bound("tidings.core.filter.GroupSession", "HELD_BYTES_MAX",
                    "what messages weigh that a shared subscription has given and holds in memory;"
                            + " others are read again when they are sent"),
            new Bound("tidings.core.filter.Shares", "WAITING_MAX",
                    "messages of QoS 0 that wait for one who shares a subscription"),
            new Bound("tidings.core.filter.Shares", "WAITING_BYTES_MAX",
                    "what those weigh, beside one"),
            new Bound("tidings.core.filter.Deliveries", "UNSENT_BYTES_MAX",
                    "what messages weigh, beside one, that are to be sent to an MQTT session once it"
                            + " is noted that they are; beyond it the session reads on from the log"),
            new Bound("tidings.core.Tidings", "FILTER_WINDOW_MAX",
                    "messages that an MQTT session may have unacknowledged, whatever its client"
                            + " takes"),
            new Bound("tidings.core.filter.FilterIndex", "REMEMBERED_MAX",
                    "channels for which a loop remembers whose filters match"),
            new Bound("tidings.core.filter.LoopWanted", "ASKED_MAX",
                    "channels for which a loop remembers whether anybody has a filter"),
            new Bound("tidings.core.filter.FilterSession", "VISITED_MAX",
                    "entries that one scan for a session looks at"),
            new Bound("tidings.gateway.mqtt.MqttConversation", "CLIENT_ID_BYTES_MAX",
                    "an MQTT client identifier"),
            new Bound("tidings.gateway.mqtt.MqttSettings", "CONNECT_BYTES_MAX",
                    "a CONNECT packet"),
            new Bound("tidings.gateway.mqtt.Receiver", "OPEN_MAX",
                    "publishes that an MQTT session may have unanswered or, of QoS 2,"
                            + " unreleased, over all its connections; one more ends its"
                            + " connection. One of 5.0 may begin `mqtt.receive-maximum`; of one"
                            + " of 3.1.1 with as many unanswered the socket is not read"),
            new Bound("tidings.core.filter.StateReads", "NEWER_MAX",
                    "channels whose retained message changes while an MQTT session is given those of"
                            + " a new subscription; of more, it may come after the newer one"),
            new Bound("tidings.gateway.mqtt.MqttSettings", "ENTRANCES_PER_SECOND_MAX",
                    "subscribes a second of one MQTT session to channels whose members see it,"
                            + " averaged, beside `mqtt.filters` at once; more is 0x97"),
            new Bound("tidings.log.TableWrite", "KEY_BYTES_MAX", "the key of a table's row"),
            new Bound("tidings.log.rocksdb.ChannelSweep", "FOUND_MAX",
                    "old channel records that one pass deletes at once"),
            new Bound("tidings.log.rocksdb.Damage", "REMEMBERED_MAX",
                    "damaged places that are remembered and named by `/health/ready`"),
            new Bound("tidings.log.rocksdb.ChannelRecord", "RUNS_MAX",
                    "changes of a channel's retention class that its record remembers"),
            new Bound("tidings.server.config.ServerConfig", "LOOPS_MAX", "event loops"),
            new Bound("tidings.server.config.ConfigFile", "FILE_BYTES_MAX",
                    "a configuration file"),
            new Bound("tidings.server.identity.Identities", "WAITING_MAX",
                    "passwords that are being checked, and as many tokens"),
            new Bound("tidings.server.identity.KeySet", "WAITING_MAX",
                    "tokens that wait for a key set to be read"),
            new Bound("tidings.server.identity.KeySource", "BYTES_MAX",
                    "a key set"),
            new Bound("tidings.server.identity.Tokens", "CHARS_MAX",
                    "characters of a token"),
            new Bound("tidings.server.identity.Tokens", "TRIES_MAX",
                    "keys that one token is tried with"),
            new Bound("tidings.server.identity.Claims", "CHANNELS_MAX",
                    "channels that a token subscribes to"),
            new Bound("tidings.server.identity.UserIds", "BYTES_MAX",
                    "a user id"),
            new Bound("tidings.server.identity.PasswordHash", "PASSWORD_CHARS_MAX",
                    "characters of a password"),
            new Bound("tidings.server.identity.PasswordHash$Argon2id", "MEMORY_KB_MAX",
                    "KiB that one argon2id hash may take"),
            new Bound("tidings.server.identity.PasswordHash$Argon2id", "PASSES_MAX",
                    "passes of an argon2id hash"),
            new Bound("tidings.server.identity.PasswordHash$Argon2id", "LANES_MAX",
                    "lanes of an argon2id hash"),
            new Bound("tidings.server.identity.PasswordHash$Bcrypt", "COST_MAX",
                    "the cost of a bcrypt hash"),
            new Bound("tidings.server.identity.PasswordFile", "FILE_BYTES_MAX",
                    "a password file"),
            new Bound("tidings.server.identity.PasswordFile", "PROBLEMS_MAX",
                    "lines of a password file that one error names"),
            new Bound("tidings.server.identity.SeenPasswords", "ENTRIES_MAX",
                    "users whose right password is remembered"));

    /// Constants that end in `_MAX` and bound nothing that grows: widths of encodings, times.
    private static final Set<String> WIDTHS = Set.of(
            "tidings.gateway.centrifuge.Ttl.SECONDS_MAX",
            "tidings.core.filter.Window.ID_MAX",
            "tidings.gateway.mqtt.MqttSettings.U16_MAX",
            "tidings.gateway.mqtt.wire.FixedHeader.LENGTH_BYTES_MAX",
            "tidings.gateway.mqtt.wire.PacketOut.STRING_BYTES_MAX",
            "tidings.gateway.mqtt.wire.PacketOut.VARIABLE_MAX",
            "tidings.gateway.mqtt.wire.TopicSyntax.SHOWN_CHARACTERS_MAX",
            "tidings.log.TableWrite.TABLE_MAX",
            "tidings.log.rocksdb.Keys.BYTES_MAX",
            "tidings.gateway.payload.JsonOut.LONG_DIGITS_MAX",
            "tidings.log.rocksdb.EntryCodec.HEAD_BYTES_MAX",
            "tidings.log.rocksdb.ChannelRecord.BYTES_MAX",
            "tidings.log.rocksdb.OrderRecord.HEAD_BYTES_MAX",
            "tidings.log.rocksdb.OrderRecord.ENTRY_BYTES_MAX",
            "tidings.log.rocksdb.ValueWriter.VARINT_BYTES_MAX",
            "tidings.server.config.Types.DURATION_MAX");

    private static final String HEAD = """
            # Limits

            Written by `LimitsReferenceTest` from the constants and settings themselves; do not edit.

            Nothing here grows without a bound. What a setting bounds is in the first table, with the
            key that changes it and its default; what is fixed is in the second; what has no number
            of its own is bounded by others, and the third says by which.

            What a message weighs is what it takes in memory, roughly: its payload; two bytes for each
            character of its content type and tags, and 128 for each tag; the properties of an MQTT
            message as they came; and what its sender's token says about it.

            ## Settings

            | key | default | bounds |
            |---|---|---|
            """;

    private static final String DERIVED = """

            ## Bounded by others

            | what | bounded by |
            |---|---|
            | commands in a loop's queue | what its connections have unanswered (`limits.centrifuge.unanswered`, one HTTP request each), one command per shard and turn (of much, one for each piece), one per timer |
            | messages that a loop has not delivered | who publishes more to its subscribers is answered after them, so `limits.publish-bytes`, and at most a MiB beside what is answered at once |
            | publishes on their way to a shard, in it and in the log's queue | `limits.publish-bytes` for all together; a publish counts with its weight and a fixed amount, so many small ones are bounded too |
            | commands waiting for a channel to load | `limits.waiting` for each channel |
            | members of a channel | its subscribers, so `limits.connections.subscriptions`, and MQTT clients that name it, `mqtt.filters` each; a reply lists `limits.centrifuge.presence-members` |
            | bytes waiting for a slow connection | `limits.outbox.bytes`, and one buffer that was begun below it; for all together `limits.connections.unsent-bytes`. With io_uring and epoll the operating system holds at most as many unsent bytes again |
            | entries waiting for a slow connection | none: it reads on from the log |
            | what MQTT sessions keep in memory, connected or away: 1 KiB each and for each filter, their wills, what they have open | a quarter of the largest heap for all together; then whoever is new is 0x89, and another filter 0x97. Who comes back is let in, unless with a will above 1 KiB |
            | messages waiting for an MQTT session that is away | none: it reads on from the log, as far as its rule keeps that |
            | messages that an MQTT client was sent and does not acknowledge | none: the next connection reads them again |
            | messages that wait for those who share a subscription | none: when the memory for them is used up, a sharer reads its own again |
            | retained messages | one a channel, so the channels |
            | packet identifiers of QoS 2 that a client has not released | `mqtt.receive-maximum` |
            | idempotency keys | `log.idempotency-window`; they are on the disk, in slices that are dropped whole |
            | connections | the process's file descriptors; when they run out, accepting pauses and open connections go on |
            | commands waiting while somebody finds out who this is | `limits.centrifuge.unanswered`, then the socket is not read; the connection is a newcomer so long |
            | log lines | none is written per message or per request at level info |
            """;

    @Test
    void everyBoundIsOnThePage() throws Exception {
        StringBuilder page = new StringBuilder(HEAD);
        for (ConfigRow row : ConfigFile.catalogue()) {
            boolean bounds = row.path().startsWith("limits.") || row.path().startsWith("log.")
                    || row.path().startsWith("mqtt.")
                    || row.path().startsWith("channels[0].log.")
                    || row.path().endsWith("-bytes") || row.path().endsWith("-per-second");
            boolean number = !row.isGroup() && !row.isList() && !row.kind().contains("\\|");
            if (bounds && number && !row.path().contains("sync")) {
                page.append("| `%s` | %s | %s |\n".formatted(row.path().replace("[0]", "[]"),
                        row.value(), ReferencePage.cell(row.about())));
            }
        }
        page.append("\n## Fixed\n\n| bound | what | where |\n|---|---|---|\n");
        for (Bound bound : FIXED) {
            page.append("| %s | %s | `%s.%s` |\n".formatted(value(bound), bound.about(),
                    bound.type().replace("tidings.", ""), bound.constant()));
        }
        ReferencePage.verify("limits.md", page + DERIVED);
    }

    @Test
    void noConstantIsForgotten() {
        Set<String> listed = FIXED.stream().map(bound -> bound.type() + "." + bound.constant())
                .collect(Collectors.toCollection(TreeSet::new));
        listed.addAll(WIDTHS);
        List<String> found = new ArrayList<>();
        for (JavaClass each : Codebase.CLASSES) {
            boolean ours = !each.getPackageName().startsWith("tidings.cli");
            for (JavaField field : each.getFields()) {
                boolean constant = field.getModifiers()
                        .containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
                if (ours && constant && field.getName().endsWith("_MAX")) {
                    found.add(each.getName() + "." + field.getName());
                }
            }
        }
        assertThat(listed).as("a bound that nobody can look up is a surprise: name it in"
                + " LimitsReferenceTest, and say what it bounds").containsAll(found);
    }

    private static String value(Bound bound) throws Exception {
        Field field = Class.forName(bound.type()).getDeclaredField(bound.constant());
        field.setAccessible(true);
        long value = ((Number) field.get(null)).longValue();
        return bound.constant().contains("BYTES")
                ? new ByteSize(value).toString()
                : String.valueOf(value);
    }
}
