package tidings.server.config;

import java.util.List;
import tidings.core.channel.ShardLimits;
import tidings.core.identity.NewChannelLimits;
import tidings.gateway.api.ApiSettings;
import tidings.gateway.centrifuge.CentrifugeSettings;
import tidings.gateway.http.HttpDoorSettings;
import tidings.gateway.net.ConnectionSettings;
import tidings.gateway.net.HttpSettings;
import tidings.gateway.net.OutboxSettings;
import tidings.gateway.net.WebSocketSettings;
import tidings.log.NameLimits;

/// How much of everything there may be: the `limits` of a configuration, as the parts take them.
///
/// @param publishBytesMax what publishes may take that are accepted and not yet answered
/// @param api             without keys, which are no limit
public record LimitSettings(NameLimits names, ShardLimits shard, long publishBytesMax,
        NewChannelLimits newChannels, ConnectionSettings connections, OutboxSettings outbox,
        HttpSettings http,
        HttpDoorSettings doors, ApiSettings api, CentrifugeSettings centrifuge) {
    public static final LimitSettings DEFAULT = new LimitSettings(NameLimits.DEFAULT,
            ShardLimits.DEFAULT, 64 << 20, NewChannelLimits.DEFAULT, ConnectionSettings.DEFAULT,
            OutboxSettings.DEFAULT, HttpSettings.DEFAULT, versioned(HttpDoorSettings.DEFAULT),
            versioned(ApiSettings.DEFAULT),
            versioned(CentrifugeSettings.DEFAULT));

    public LimitSettings withNewChannels(NewChannelLimits newChannels) {
        return new LimitSettings(names, shard, publishBytesMax, newChannels, connections, outbox,
                http, doors, api, centrifuge);
    }

    static LimitSettings read(ConfigReader in) {
        NameLimits names = names(in);
        ShardLimits shard = shard(in);
        long publishBytes = in.value("publish-bytes", Types.BYTES, DEFAULT.publishBytesMax,
                "What messages weigh that are accepted and not yet answered, in all, and at most an"
                        + " eighth of the largest heap; above it publishes are refused for a"
                        + " moment.");
        NewChannelLimits newChannels = in.section("new-channels",
                "How many channels may be made, by their first stored message, in an hour.",
                LimitSettings::newChannels);
        ConnectionSettings connections = in.section("connections",
                "What all connections may take together.", LimitSettings::connections);
        OutboxSettings outbox = in.section("outbox",
                "What may wait to be sent to one connection.", LimitSettings::outbox);
        HttpSettings http = in.section("http", "What one HTTP connection may ask.",
                LimitSettings::http);
        int page = in.value("page-bytes", Types.SMALL_BYTES, DEFAULT.doors.pageBytesMax(),
                "What the messages in one page of history weigh; a single larger one is still given.");
        HttpDoorSettings doors = doors(in, names, page);
        ApiSettings api = api(in, names, page);
        CentrifugeSettings centrifuge = in.section("centrifuge",
                "What one connection of a Centrifuge SDK may take and ask.",
                section -> centrifuge(section, names));
        return new LimitSettings(names, shard, publishBytes, newChannels, connections, outbox, http,
                doors, api,
                centrifuge);
    }

    /// [#publishBytesMax], and never more than the process has memory for.
    public long publishBudget() {
        return Math.min(publishBytesMax, Runtime.getRuntime().maxMemory() / 8);
    }

    /// As the API's door takes it.
    public ApiSettings api(List<String> keys, boolean open) {
        return new ApiSettings(keys, open, api.bodyBytesMax(), api.pageBytesMax(), api.names(),
                api.nodeName(), api.version());
    }

    private static NameLimits names(ConfigReader in) {
        NameLimits byDefault = NameLimits.DEFAULT;
        int bytes = in.value("name-bytes", Types.INT, byDefault.bytesMax(),
                "The longest channel name, in UTF-8 bytes.");
        int levels = in.value("name-levels", Types.INT, byDefault.levelsMax(),
                "The most levels (parted by /) of a channel name.");
        return in.checked(() -> new NameLimits(bytes, levels), byDefault);
    }

    private static ShardLimits shard(ConfigReader in) {
        ShardLimits byDefault = ShardLimits.DEFAULT;
        long tail = in.value("tail-bytes", Types.BYTES, byDefault.tailBytesMax(),
                "What the last messages weigh that each shard keeps in memory, so that who was"
                        + " away for a moment reads no disk.");
        int idle = in.value("idle-channels", Types.INT, byDefault.idleChannelsMax(),
                "Channels without subscribers that each shard keeps in memory.");
        int waiting = in.value("waiting", Types.INT, byDefault.waitingMax(),
                "Publishes and joins that may wait for one channel to load.");
        return in.checked(() -> new ShardLimits(tail, idle, waiting), byDefault);
    }

    private static NewChannelLimits newChannels(ConfigReader in) {
        NewChannelLimits byDefault = NewChannelLimits.DEFAULT;
        int perConnection = in.value("per-connection", Types.INT, byDefault.perConnection(),
                "New channels by one connection. Over plain HTTP all requests of one user at one"
                        + " event loop are one connection; of those who show nothing, all from one"
                        + " address (of IPv6, from one network of 64 bits), so behind a proxy"
                        + " without proxy-protocol all of them.");
        int perUser = in.value("per-user", Types.INT, byDefault.perUser(),
                "New channels by all connections of one user, one after the other as well; all who"
                        + " show nothing are one user.");
        return in.checked(() -> new NewChannelLimits(perConnection, perUser), byDefault);
    }

    private static ConnectionSettings connections(ConfigReader in) {
        ConnectionSettings byDefault = ConnectionSettings.DEFAULT;
        int newcomers = in.value("newcomers", Types.INT, byDefault.newcomersMax(),
                "Connections that have not finished their first request or their connect; with"
                        + " more, the one that came first is closed (1013).");
        int perAddress = in.value("per-address", Types.INT, byDefault.perAddressMax(),
                "Open connections from one address (of IPv6, from one network of 64 bits); more"
                        + " are 429. 0 for no limit, as behind a proxy without proxy-protocol, where"
                        + " all come from one.");
        long unsent = in.value("unsent-bytes", Types.BYTES, byDefault.unsentBytesMax(),
                "What may wait to be sent to all connections, and at most half of the largest"
                        + " heap; above it those that have been stuck the longest are cut"
                        + " (3008). Pages that are read from the log for them may take an eighth"
                        + " of it at a time, messages of QoS 2 that are not noted yet another, and"
                        + " those that shared subscriptions have given another. As much again may"
                        + " have come of messages and heads that are not whole yet, and of bodies"
                        + " whose requests are not answered; above that those that began first are"
                        + " cut.");
        int subscriptions = in.value("subscriptions", Types.INT, byDefault.subscriptionsMax(),
                "Subscriptions of all connections, and at most as many as half of the largest heap"
                        + " has room for, at 1KiB each; more is 111.");
        return in.checked(
                () -> new ConnectionSettings(newcomers, perAddress, unsent, subscriptions),
                byDefault);
    }

    private static OutboxSettings outbox(ConfigReader in) {
        OutboxSettings byDefault = OutboxSettings.DEFAULT;
        int high = in.value("bytes", Types.SMALL_BYTES, byDefault.highBytes(),
                "Above this a connection is slow: it leaves the live sets and reads on from the"
                        + " log once it has drained.");
        int low = in.value("resume-bytes", Types.SMALL_BYTES, byDefault.lowBytes(),
                "At this it has drained.");
        var stall = in.value("stall-timeout", Types.DURATION, byDefault.stallTimeout(),
                "Without any progress for so long while full, a connection is cut (3008).");
        return in.checked(() -> new OutboxSettings(high, low, stall), byDefault);
    }

    private static HttpSettings http(ConfigReader in) {
        HttpSettings byDefault = HttpSettings.DEFAULT;
        int line = in.value("request-line-bytes", Types.SMALL_BYTES,
                byDefault.requestLineBytesMax(), "The longest request line; more is 414.");
        int headerBytes = in.value("header-bytes", Types.SMALL_BYTES, byDefault.headerBytesMax(),
                "All header lines together; more is 431.");
        int headers = in.value("headers", Types.INT, byDefault.headersMax(),
                "The most header lines; more is 431.");
        int body = in.value("body-bytes", Types.SMALL_BYTES, byDefault.bodyBytesMax(),
                "The largest request body where a path has no limit of its own; more is 413.");
        int pipelined = in.value("pipelined", Types.INT, byDefault.pipelinedMax(),
                "Parts of requests that may wait behind an unanswered one.");
        var request = in.value("request-timeout", Types.DURATION, byDefault.requestTimeout(),
                "From a request's first byte to its last.");
        var idle = in.value("idle-timeout", Types.DURATION, byDefault.idleTimeout(),
                "Between two requests of a connection.");
        return in.checked(
                () -> new HttpSettings(line, headerBytes, headers, body, pipelined, request, idle),
                byDefault);
    }

    private static HttpDoorSettings doors(ConfigReader in, NameLimits names, int page) {
        HttpDoorSettings byDefault = DEFAULT.doors;
        int payload = in.value("payload-bytes", Types.SMALL_BYTES, byDefault.bodyBytesMax(),
                "The largest payload published over plain HTTP, whatever the rules say.");
        var keepAlive = in.value("event-stream-keep-alive", Types.DURATION, byDefault.keepAlive(),
                "Between comments in a quiet stream of events.");
        return in.checked(() -> new HttpDoorSettings(names, payload, page, keepAlive,
                byDefault.version()), byDefault);
    }

    private static ApiSettings api(ConfigReader in, NameLimits names, int page) {
        ApiSettings byDefault = DEFAULT.api;
        int body = in.value("api-bytes", Types.SMALL_BYTES, byDefault.bodyBytesMax(),
                "The largest request to /api.");
        return new ApiSettings(byDefault.keys(), byDefault.open(), body, page, names,
                byDefault.nodeName(), byDefault.version());
    }

    private static CentrifugeSettings centrifuge(ConfigReader in, NameLimits names) {
        CentrifugeSettings byDefault = DEFAULT.centrifuge;
        int message = in.value("message-bytes", Types.SMALL_BYTES,
                byDefault.webSocket().messageBytesMax(),
                "The largest WebSocket message, of one or several commands; more is 1009.");
        var close = in.value("close-timeout", Types.DURATION, byDefault.webSocket().closeTimeout(),
                "For the answer to our close frame.");
        var ping = in.value("ping-interval", Types.DURATION, byDefault.pingInterval(),
                "Between two pings.");
        var pong = in.value("pong-timeout", Types.DURATION, byDefault.pongTimeout(),
                "For the answer to a ping; then 3012.");
        var connect = in.value("connect-timeout", Types.DURATION, byDefault.connectTimeout(),
                "For the first command; then 3502.");
        var expiry = in.value("expiry-grace", Types.DURATION, byDefault.expiryGrace(),
                "For a new token once the old one has expired; then 3005, for a subscription"
                        + " 2501.");
        int subscriptions = in.value("subscriptions", Types.INT, byDefault.subscriptionsMax(),
                "The most subscriptions of one connection; more is 106.");
        int subscribes = in.value("subscribes-per-second", Types.INT,
                byDefault.subscribesPerSecond(),
                "Subscribes of one connection, averaged, beside as many at once as it may have;"
                        + " more is 111.");
        int presence = in.value("presence-members", Types.INT, byDefault.presenceMax(),
                "The most members that one presence reply lists; with more it is 106, and"
                        + " presence_stats tells their number.");
        int unanswered = in.value("unanswered", Types.INT, byDefault.unansweredMax(),
                "Commands of one connection that may wait for their answers; with more, its socket"
                        + " is not read.");
        int history = in.value("history-entries", Types.INT, byDefault.historyMax(),
                "The most publications in one history reply.");
        int reply = in.value("reply-bytes", Types.SMALL_BYTES, byDefault.replyBytesMax(),
                "What the messages in one subscribe or history reply weigh; a recovery goes on as"
                        + " pushes.");
        return in.checked(() -> new CentrifugeSettings(new WebSocketSettings(message, close), ping,
                pong, connect, expiry, subscriptions, subscribes, presence, unanswered, history,
                reply,
                names,
                byDefault.version()), byDefault);
    }

    private static HttpDoorSettings versioned(HttpDoorSettings s) {
        return new HttpDoorSettings(s.names(), s.bodyBytesMax(), s.pageBytesMax(), s.keepAlive(),
                ServerVersion.NUMBER);
    }

    private static ApiSettings versioned(ApiSettings s) {
        return new ApiSettings(s.keys(), s.open(), s.bodyBytesMax(), s.pageBytesMax(), s.names(),
                s.nodeName(), ServerVersion.NUMBER);
    }

    private static CentrifugeSettings versioned(CentrifugeSettings s) {
        return new CentrifugeSettings(s.webSocket(), s.pingInterval(), s.pongTimeout(),
                s.connectTimeout(), s.expiryGrace(), s.subscriptionsMax(), s.subscribesPerSecond(),
                s.presenceMax(),
                s.unansweredMax(), s.historyMax(),
                s.replyBytesMax(), s.names(), "Tidings " + ServerVersion.NUMBER);
    }
}
