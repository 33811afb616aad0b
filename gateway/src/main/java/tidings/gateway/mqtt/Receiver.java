package tidings.gateway.mqtt;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.core.LoopServices;
import tidings.core.channel.PublishOutcome;
import tidings.core.home.Homes;
import tidings.core.home.SessionRecord;
import tidings.core.identity.Identity;
import tidings.core.loop.SmallMaps;
import tidings.core.publish.Publisher;
import tidings.core.refusal.Refusal;
import tidings.gateway.mqtt.wire.Diagnostics;
import tidings.gateway.mqtt.wire.FromServer;
import tidings.gateway.mqtt.wire.MessageProperties;
import tidings.gateway.mqtt.wire.Puback;
import tidings.gateway.mqtt.wire.Pubcomp;
import tidings.gateway.mqtt.wire.Publish;
import tidings.gateway.mqtt.wire.Pubrec;
import tidings.gateway.mqtt.wire.Pubrel;
import tidings.gateway.mqtt.wire.ReasonCode;
import tidings.gateway.mqtt.wire.Version;
import tidings.log.Attributes;
import tidings.log.ChannelName;
import tidings.log.IllegalNameException;
import tidings.log.Message;
import tidings.log.OwnedBy;
import tidings.log.Owner;
import tidings.log.TableWrite;
import tidings.log.WriteAnswer;

/// What a client publishes: into the log, and acknowledged after that.
///
/// <pre>
///   QoS 1:  PUBLISH ─► on disk ─► PUBACK
///   QoS 2:  PUBLISH ─► on disk, with its identifier ─► PUBREC ─► PUBREL ─► forgotten ─► PUBCOMP
/// </pre>
///
/// If the session outlives its connection, an identifier of QoS 2 is remembered with the message, in
/// one commit, and until its PUBREL: so a PUBLISH that is sent again after any crash is known and makes
/// no second entry.
@OwnedBy(Owner.LOOP)
final class Receiver {
    /// A client of 3.1.1 has no Receive Maximum to keep to, and one of 5.0 may have left as many as that
    /// with each connection.
    private static final int OPEN_MAX = 4_096;

    private final MqttConversation conversation;
    private final LoopServices services;
    private final MqttSettings settings;
    private final Identity identity;
    private final Aliases aliases;
    private final Version version;
    private final boolean durable;
    /// Whether identifiers may be on disk: also those of a session that was durable before.
    private final boolean noted;
    /// Whether the client goes on with a session, and so may send again what was answered already.
    private final boolean resumed;
    private final Runnable changed;
    private final Publisher publisher;
    private final AckQueue acks;
    /// Identifiers of QoS 2 that came and were not released, and the shards they are in.
    private Map<Integer, Integer> received = Map.of();
    /// Those of them that came over an earlier connection: the client's quota began anew with this one
    /// (MQTT 5.0 §4.9).
    private final Set<Integer> earlier;
    /// Those that are on their way to the log.
    private Set<Integer> storing = Set.of();
    /// How many are being forgotten on disk.
    private int releasing;
    /// What waits until the log has answered all of that.
    private @Nullable Runnable settled;
    /// What waits until all that was published is answered.
    private @Nullable Runnable stored;
    private @Nullable ChannelName lastChannel;

    Receiver(MqttConversation conversation, LoopServices services, MqttSettings settings,
            Identity identity, Aliases aliases, Version version, boolean durable, boolean resumed,
            Map<Integer, Integer> received, Runnable changed) {
        this.conversation = conversation;
        this.services = services;
        this.settings = settings;
        this.identity = identity;
        this.aliases = aliases;
        this.version = version;
        this.durable = durable;
        this.noted = durable || !received.isEmpty();
        this.resumed = resumed;
        this.changed = changed;
        this.publisher = new Publisher(services);
        this.acks = new AckQueue(conversation::send);
        this.earlier = received.isEmpty() ? Set.of() : new HashSet<>(received.keySet());
        received.forEach((id, shard) -> this.received = SmallMaps.with(this.received, id, shard));
    }

    Map<Integer, Integer> received() {
        return Map.copyOf(received);
    }

    /// The connection has ended. What is on its way to the log may still become stored: who comes
    /// back with it under the same identifier must find it known, and a will comes after it.
    ///
    /// @param then called once [#received] is what it will stay
    void settle(Runnable then) {
        settled = then;
        settleIfAnswered();
    }

    private void settleIfAnswered() {
        Runnable then = settled;
        if (then != null && isStored() && releasing == 0) {
            settled = null;
            then.run();
        }
    }

    /// Whether all that came is in the log, or refused, and that is answered.
    boolean isStored() {
        return publisher.unansweredBytes() == 0;
    }

    /// @param then called once that [#isStored]
    void whenStored(Runnable then) {
        stored = then;
        tellIfStored();
    }

    private void tellIfStored() {
        Runnable then = stored;
        if (then != null && isStored()) {
            stored = null;
            then.run();
        }
    }

    void onPublish(Publish publish) {
        int id = publish.packetId();
        if (publish.qos() > 0 && isFull() && !received.containsKey(id)) {
            conversation.end(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
                    "more publishes unanswered than %d of a connection, or %d of a session"
                            .formatted(openMax(), OPEN_MAX));
            return;
        }
        if (publish.qos() == 2 && storing.contains(id)) {
            return; // its PUBREC is on the way
        }
        Topic topic = topicOf(publish);
        if (topic.failure() != null) {
            conversation.end(topic.failure(), String.valueOf(topic.why()));
            return;
        }
        if (publish.qos() == 2 && received.containsKey(id)) {
            answer(begin(), new Pubrec(id, ReasonCode.SUCCESS, Diagnostics.NONE));
            return;
        }
        AckQueue.@Nullable Pending pending = publish.qos() == 0 ? null : begin();
        if (topic.channel() == null) {
            refuse(publish.qos(), id, pending, new Refusal.BadName(String.valueOf(topic.why())));
            return;
        }
        if (publish.saysUtf8() && !publish.payloadIsUtf8()) {
            answer(publish.qos(), id, pending, ReasonCode.PAYLOAD_FORMAT_INVALID,
                    "the payload is not UTF-8");
            return;
        }
        publish(publish, topic.channel(), pending);
    }

    private boolean isFull() {
        int answering = acks.count();
        if (answering + received.size() < Math.min(openMax(), settings.receiveMax())) {
            return false;
        }
        int open = acks.countBeside(received.keySet()) + received.size();
        return open >= OPEN_MAX || open - earlier.size() >= openMax()
                || (open >= settings.receiveMax() && services.filters().kept().full());
    }

    /// How many exchanges a client may have open that it began over this connection.
    private int openMax() {
        return version == Version.V5 ? settings.receiveMax() : OPEN_MAX;
    }

    /// What waits for its answer is bounded in both versions: in 3.1.1 by reading no more.
    private AckQueue.Pending begin() {
        AckQueue.Pending pending = acks.begin();
        settleReading();
        return pending;
    }

    /// Nobody but its socket slows down who publishes with QoS 0, or much at once, and what it has on
    /// its way to the log is everybody's room there. It is read again once half of that has been
    /// answered, not for each message.
    private void settleReading() {
        if (!takesMore()) {
            conversation.transport().outbox().pauseReading();
        } else if (publisher.unansweredBytes() <= Publisher.UNANSWERED_BYTES_MAX / 2) {
            conversation.resumeReading();
        }
    }

    boolean takesMore() {
        boolean tooMany = version == Version.V3_1_1 && acks.count() >= settings.receiveMax();
        return !tooMany && publisher.takesMore();
    }

    private void answer(AckQueue.Pending pending, FromServer answer) {
        acks.answer(pending, answer);
        settleReading();
    }

    private void publish(Publish publish, ChannelName channel,
            AckQueue.@Nullable Pending pending) {
        int id = publish.packetId();
        int qos = publish.qos();
        Message message = messageOf(publish);
        boolean remembers = qos == 2 && durable;
        List<TableWrite> writes = remembers
                ? List.of(Homes.receivedRow(identity.session(), id))
                : List.of();
        if (qos == 2) {
            if (storing.isEmpty()) {
                storing = new HashSet<>(2);
            }
            storing.add(id);
        }
        Refusal refusal = publisher.publish(identity, channel, message, null, false, writes,
                outcome -> onOutcome(outcome, qos, id, channel, pending));
        if (refusal != null) {
            endStoring(id);
            refuse(qos, id, pending, refusal);
        } else {
            settleReading();
        }
    }

    /// It is no longer on its way to the log.
    private void endStoring(int id) {
        if (storing.contains(id)) {
            storing.remove(id);
        }
    }

    private void onOutcome(PublishOutcome outcome, int qos, int id, ChannelName channel,
            AckQueue.@Nullable Pending pending) {
        if (pending == null) {
            settleReading();
            if (outcome instanceof PublishOutcome.Refused(var refusal)) {
                services.counters().onRefused(refusal);
            }
        } else {
            endStoring(id);
            answer(outcome, qos, id, channel, pending);
        }
        tellIfStored();
        settleIfAnswered();
    }

    private void answer(PublishOutcome outcome, int qos, int id, ChannelName channel,
            AckQueue.Pending pending) {
        switch (outcome) {
            case PublishOutcome.Stored stored -> accept(stored.wanted(), qos, id, channel, pending);
            case PublishOutcome.Relayed(boolean wanted) ->
                accept(wanted, qos, id, channel, pending);
            case PublishOutcome.Refused(var refusal) -> refuse(qos, id, pending, refusal);
            // Whether it is in the log nobody knows: the client sends it again, and hears.
            case PublishOutcome.Unknown(var reason) -> conversation.end(
                    ReasonCode.UNSPECIFIED_ERROR, reason);
        }
    }

    private void accept(boolean wanted, int qos, int id, ChannelName channel,
            AckQueue.Pending pending) {
        if (qos == 2) {
            remember(id, channel.shardOf(services.log().shardCount()));
            changed.run();
        }
        answer(qos, id, pending,
                wanted ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS, null);
    }

    /// MQTT 5.0 says why. 3.1.1 can't: what its client may not publish is acknowledged and dropped, and
    /// for anything else the connection ends, for an acknowledgement would mean that it is kept.
    private void refuse(int qos, int id, AckQueue.@Nullable Pending pending, Refusal refusal) {
        services.counters().onRefused(refusal);
        if (version == Version.V3_1_1 && qos > 0 && !MqttRefusals.isOfRights(refusal)) {
            conversation.end(MqttRefusals.reason(refusal), MqttRefusals.text(refusal));
            return;
        }
        answer(qos, id, pending, MqttRefusals.ofPublish(refusal), MqttRefusals.text(refusal));
    }

    private void answer(int qos, int id, AckQueue.@Nullable Pending pending, ReasonCode reason,
            @Nullable String why) {
        if (pending == null) {
            return;
        }
        Diagnostics diagnostics = why == null ? Diagnostics.NONE : Diagnostics.of(why);
        FromServer answer = qos == 1
                ? new Puback(id, reason, diagnostics)
                : new Pubrec(id, reason, diagnostics);
        answer(pending, answer);
    }

    private Message messageOf(Publish publish) {
        byte[] payload = publish.payload();
        byte @Nullable [] block = publish.forwardable();
        MessageProperties properties = MessageProperties.read(block);
        long expiresMs = publish.messageExpirySeconds() < 0
                ? 0
                : services.loop().wallMs() + Math.max(1,
                        Duration.ofSeconds(publish.messageExpirySeconds()).toMillis());
        return Incoming.message(payload, properties, identity,
                new Attributes(publish.retain() ? "" : null,
                        publish.retain() && payload.length == 0, expiresMs, publish.qos(),
                        block));
    }

    /// @param why there is no channel
    /// @param failure what the connection must end with for that; null if it need not
    private record Topic(@Nullable ChannelName channel, @Nullable String why,
            @Nullable ReasonCode failure) {}

    private Topic topicOf(Publish publish) {
        int alias = publish.topicAlias();
        if (alias != 0 && !aliases.allows(alias)) {
            return new Topic(null, "topic alias %d; at most %d".formatted(alias,
                    settings.topicAliasMax()), ReasonCode.TOPIC_ALIAS_INVALID);
        }
        if (publish.topicLength() == 0) {
            Aliases.Named known = aliases.of(alias);
            return known == null
                    ? new Topic(null, "topic alias %d stands for nothing".formatted(alias),
                            ReasonCode.PROTOCOL_ERROR) // §3.3.4
                    : new Topic(known.channel(), known.why(), null);
        }
        Aliases.Named named = named(publish);
        if (alias != 0) {
            aliases.learn(alias, named);
        }
        return new Topic(named.channel(), named.why(), null);
    }

    private Aliases.Named named(Publish publish) {
        ChannelName channel = lastChannel;
        if (channel == null || !publish.hasTopic(channel.utf8())) {
            try {
                channel = ChannelName.of(publish.topic(), settings.names());
            } catch (IllegalNameException e) {
                return new Aliases.Named(null, e.getMessage());
            }
            lastChannel = channel;
        }
        return new Aliases.Named(channel, null);
    }

    /// Counted until it is released, or the session is no more.
    private void remember(int id, int shard) {
        if (!received.containsKey(id)) {
            services.filters().kept().add(SessionRecord.RECEIVED_BYTES);
        }
        received = SmallMaps.with(received, id, shard);
    }

    private void forget(int id) {
        if (received.containsKey(id)) {
            services.filters().kept().add(-SessionRecord.RECEIVED_BYTES);
            received = SmallMaps.without(received, id);
        }
    }

    void onPubrel(Pubrel pubrel) {
        int id = pubrel.packetId();
        Integer shard = received.get(id);
        forget(id);
        if (!earlier.isEmpty()) {
            earlier.remove(id);
        }
        if (shard == null) {
            // In a session that goes on it was released, and the PUBCOMP was lost.
            conversation.send(new Pubcomp(id,
                    resumed ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND,
                    Diagnostics.NONE));
            return;
        }
        if (!noted) {
            conversation.send(new Pubcomp(id, ReasonCode.SUCCESS, Diagnostics.NONE));
            return;
        }
        // Forgotten on disk first: else, after a crash, the next message under this identifier
        // would be taken for this one.
        releasing++;
        services.tidings().homes().release(identity.session(), id, shard)
                .whenComplete((answer, _) -> services.loop().execute(() -> {
                    releasing--;
                    if (answer instanceof WriteAnswer.Written) {
                        conversation.send(
                                new Pubcomp(id, ReasonCode.SUCCESS, Diagnostics.NONE));
                    } else {
                        remember(id, shard);
                        conversation.end(ReasonCode.SERVER_BUSY, "the log takes nothing now");
                    }
                    settleIfAnswered();
                }));
        changed.run();
    }
}
