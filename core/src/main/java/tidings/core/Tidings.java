package tidings.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.core.channel.ByteBudget;
import tidings.core.channel.ChannelSummary;
import tidings.core.channel.Publish;
import tidings.core.channel.PublishOutcome;
import tidings.core.channel.Shard;
import tidings.core.channel.ShardLimits;
import tidings.core.fanout.LoopFanOut;
import tidings.core.filter.FilterServices;
import tidings.core.filter.HeldBytes;
import tidings.core.filter.KeptBytes;
import tidings.core.filter.LoopTap;
import tidings.core.filter.Wanted;
import tidings.core.home.Homes;
import tidings.core.home.Will;
import tidings.core.identity.Action;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Permit;
import tidings.core.identity.User;
import tidings.core.identity.Users;
import tidings.core.loop.Loop;
import tidings.core.loop.LoopReads;
import tidings.core.refusal.Refusal;
import tidings.core.rule.Rule;
import tidings.core.rule.Rules;
import tidings.core.session.LoopSessions;
import tidings.core.session.SessionSelector;
import tidings.log.ChannelName;
import tidings.log.FailStop;
import tidings.log.Log;
import tidings.log.Message;
import tidings.log.Sender;

/// Core, as a gateway holds it: loops with their live sets and sessions, and the shards bound to
/// them (shard i to loop i mod n). Immutable; what changes is owned by the loops.
public final class Tidings {
    private static final System.Logger LOGGER = System.getLogger(Tidings.class.getName());
    /// Of clients that are connected or may come back.
    private static final int SESSIONS_PER_HOME_MAX = 100_000;
    /// Messages that a session with filters may have unacknowledged, whatever its client takes.
    private static final int FILTER_WINDOW_MAX = 64;

    private final Log log;
    private final Rules rules;
    private final Users users;
    private final ByteBudget publishBudget;
    private final LoopLimits loopLimits;
    private final List<LoopServices> loops;
    private final List<Shard> shards;
    private final Homes homes;
    private final Wanted wanted;

    /// @param publishBytesMax what publishes may take that are accepted and not answered
    public Tidings(List<? extends Loop> loops, Log log, Rules rules, ShardLimits shardLimits,
            long publishBytesMax, NewChannelLimits newChannelLimits, LoopLimits loopLimits,
            FailStop failStop) {
        Loop clock = loops.getFirst();
        this.users = new Users(newChannelLimits, clock::monotonicNs);
        this.log = log;
        this.rules = rules;
        this.loopLimits = loopLimits;
        this.publishBudget = new ByteBudget(publishBytesMax);
        KeptBytes kept = new KeptBytes(loopLimits.keptBytesMax());
        this.wanted = new Wanted(loops, kept);
        List<LoopFanOut> fanOuts = new ArrayList<>();
        List<LoopServices> services = new ArrayList<>();
        for (Loop loop : loops) {
            LoopFanOut fanOut = new LoopFanOut(loop, loopLimits.delivery(), failStop);
            fanOuts.add(fanOut);
            LoopTap tap = new LoopTap(fanOut, log.shardCount(), this::shard);
            services.add(new LoopServices(this, fanOut, new LoopSessions(loop),
                    new FilterServices(loop, fanOut.counters(), tap, log,
                            new LoopReads(loop, loopLimits.readBytesMax()), rules, wanted, kept,
                            new HeldBytes(loopLimits.heldBytesMax()),
                            new HeldBytes(loopLimits.heldBytesMax()), FILTER_WINDOW_MAX)));
        }
        this.loops = List.copyOf(services);
        List<Shard> made = new ArrayList<>();
        for (int i = 0; i < log.shardCount(); i++) {
            LoopServices here = services.get(i % loops.size());
            made.add(new Shard(i, here.loop(), log, here.reads(), rules, shardLimits,
                    publishBudget, wanted.on(here.loop())::matches, fanOuts, failStop));
        }
        this.shards = List.copyOf(made);
        this.homes = new Homes(this.loops.stream().map(LoopServices::filters).toList(), log,
                SESSIONS_PER_HOME_MAX, this::publish);
    }

    public Log log() {
        return log;
    }

    public Rules rules() {
        return rules;
    }

    public Users users() {
        return users;
    }

    Wanted wanted() {
        return wanted;
    }

    LoopLimits loopLimits() {
        return loopLimits;
    }

    public ByteBudget publishBudget() {
        return publishBudget;
    }

    public List<LoopServices> loops() {
        return loops;
    }

    private Shard shard(int index) {
        return shards.get(index);
    }

    public Homes homes() {
        return homes;
    }

    /// Publishes what a client left to be published. Whether it may is asked again: rules and
    /// rights may have changed since it said so.
    ///
    /// @param done called on any thread once it is decided
    private void publish(Will will, Runnable done) {
        Sender sender = will.message().sender();
        User user = users.hold(sender == null ? "" : sender.user());
        Rule rule = rules.of(will.channel()).orElse(null);
        if (rule == null || (sender != null && !mayStill(will, rule, user, sender))) {
            users.release(user);
            done.run();
            return;
        }
        Loop clock = loops.getFirst().loop();
        long now = clock.monotonicNs();
        Refusal mayNotCreate = sender == null || user.newChannels().available(now)
                ? null
                : users.newChannelLimits().tooManyOfUser();
        shardOf(will.channel()).publish(new Publish(will.channel(), will.at(clock.wallMs()), null,
                false, mayNotCreate, List.of(), null, outcome -> {
                    onPublished(will, user, outcome);
                    users.release(user);
                    done.run();
                }, now));
    }

    private void onPublished(Will will, User user, PublishOutcome outcome) {
        switch (outcome) {
            case PublishOutcome.Stored(_, _, boolean created, _) -> {
                if (created) {
                    users.onNewChannel(user);
                }
            }
            case PublishOutcome.Relayed _ -> {
            }
            case PublishOutcome.Refused(Refusal.TooFast why) -> LOGGER.log(
                    System.Logger.Level.DEBUG, "a will for {0} was not published: {1}",
                    will.channel(), why);
            case PublishOutcome.Refused _,PublishOutcome.Unknown _ -> LOGGER.log(
                    System.Logger.Level.WARNING, "a will for {0} was not published: {1}",
                    will.channel(), outcome);
        }
    }

    private static boolean mayStill(Will will, Rule rule, User user, Sender sender) {
        Identity who = new Identity(user, sender.session(), null, sender.session());
        return Permit.check(Action.PUBLISH, rule, will.channel(), who, false) == null;
    }

    public Shard shardOf(ChannelName channel) {
        return shards.get(channel.shardOf(shards.size()));
    }

    /// Ends sessions of a user. Nothing is delivered to that user from the moment this is called
    /// until each of its sessions was looked at.
    public CompletionStage<Void> disconnect(SessionSelector selector, int code, String reason) {
        users.revoke(selector.user());
        return onEveryLoop(services -> services.sessions().disconnect(selector, code, reason));
    }

    /// Ends subscriptions of a user, as [#disconnect].
    ///
    /// @param channel null for all
    public CompletionStage<Void> unsubscribe(SessionSelector selector,
            @Nullable ChannelName channel, int code, String reason) {
        users.revoke(selector.user());
        return onEveryLoop(
                services -> services.sessions().unsubscribe(selector, channel, code, reason));
    }

    /// Tells how the server is: by channel, the state of channels that are in no log. Each loop has
    /// it for its own sessions; other nodes have their own.
    public void tell(Map<ChannelName, Message> state) {
        loops.forEach(services -> services.loop().execute(() -> services.tap().tell(state)));
    }

    /// Channels that somebody is subscribed to.
    public CompletionStage<List<ChannelSummary>> channels() {
        Ask<Shard, List<ChannelSummary>> ask = Shard::listChannels;
        return gather(shards, ask).thenApply(parts -> {
            List<ChannelSummary> all = new ArrayList<>();
            parts.forEach(all::addAll);
            return all;
        });
    }

    public CompletionStage<Census> census() {
        return channels().thenCompose(channels -> fromEveryLoop(services -> {
            Set<String> here = new HashSet<>();
            services.sessions().addUsersTo(here);
            return new Census(services.sessions().count(), here,
                    (int) services.fanOut().counters().subscriptions, 0);
        }).thenApply(parts -> {
            Set<String> everywhere = new HashSet<>();
            parts.forEach(part -> everywhere.addAll(part.users()));
            return new Census(parts.stream().mapToInt(Census::sessions).sum(), everywhere,
                    parts.stream().mapToInt(Census::subscriptions).sum(), channels.size());
        }));
    }

    /// Asks every loop, on its own thread.
    public <T> CompletionStage<List<T>> fromEveryLoop(Function<LoopServices, T> question) {
        return gather(loops, (services, reply) -> services.loop()
                .execute(() -> reply.accept(question.apply(services))));
    }

    private CompletionStage<Void> onEveryLoop(Consumer<LoopServices> work) {
        return fromEveryLoop(services -> {
            work.accept(services);
            return Boolean.TRUE;
        }).thenAccept(_ -> {});
    }

    private interface Ask<O, T> {
        void ask(O owner, Consumer<T> reply);
    }

    private static <O, T> CompletableFuture<List<T>> gather(List<O> owners, Ask<O, T> ask) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (O owner : owners) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            ask.ask(owner, answer::complete);
            answers.add(answer);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
    }
}
