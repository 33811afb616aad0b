package tidings.system;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribingEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The stock Java SDK (Protobuf over WebSocket), with its events kept in the order they came.
final class JavaSdk implements AutoCloseable {
    /// @param offset 0 for a message without a position
    record Got(long offset, String text, String sender) {}

    private final Client client;
    /// `connected <id>`, `connecting <code>`, `disconnected <code> <reason>`.
    final List<String> events = new CopyOnWriteArrayList<>();

    JavaSdk(ServerProcess server) {
        Options options = new Options();
        options.setMinReconnectDelay(20);
        options.setMaxReconnectDelay(200);
        client = new Client(server.webSocketUrl(), options, new EventListener() {
            @Override
            public void onConnected(Client by, ConnectedEvent event) {
                events.add("connected " + event.getClient());
            }

            @Override
            public void onConnecting(Client by, ConnectingEvent event) {
                events.add("connecting " + event.getCode());
            }

            @Override
            public void onDisconnected(Client by, DisconnectedEvent event) {
                events.add("disconnected " + event.getCode() + " " + event.getReason());
            }
        });
        client.connect();
    }

    Client client() {
        return client;
    }

    /// The id of its latest connection; empty before the first.
    String id() {
        return events.stream().filter(event -> event.startsWith("connected "))
                .reduce("", (_, latest) -> latest.replace("connected ", ""));
    }

    /// One subscription and everything it said.
    static final class Collected extends SubscriptionEventListener {
        final List<Got> got = new CopyOnWriteArrayList<>();
        /// `subscribing <code>`, `subscribed <wasRecovering> <recovered>`,
        /// `unsubscribed <code>`, `join <id>`, `leave <id>`.
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onPublication(Subscription by, PublicationEvent event) {
            got.add(new Got(event.getOffset(),
                    new String(event.getData(), StandardCharsets.UTF_8),
                    event.getInfo() == null ? "" : event.getInfo().getClient()));
            events.add("publication");
        }

        @Override
        public void onJoin(Subscription by, JoinEvent event) {
            events.add("join " + event.getInfo().getClient());
        }

        @Override
        public void onLeave(Subscription by, LeaveEvent event) {
            events.add("leave " + event.getInfo().getClient());
        }

        @Override
        public void onSubscribing(Subscription by, SubscribingEvent event) {
            events.add("subscribing " + event.getCode());
        }

        @Override
        public void onSubscribed(Subscription by, SubscribedEvent event) {
            events.add("subscribed %s %s".formatted(event.wasRecovering(),
                    event.getRecovered()));
        }

        @Override
        public void onUnsubscribed(Subscription by, UnsubscribedEvent event) {
            events.add("unsubscribed " + event.getCode());
        }

        boolean has(String prefix) {
            return events.stream().anyMatch(event -> event.startsWith(prefix));
        }
    }

    Collected subscribe(String channel, Consumer<SubscriptionOptions> configure) {
        Collected collected = new Collected();
        SubscriptionOptions options = new SubscriptionOptions();
        configure.accept(options);
        try {
            client.newSubscription(channel, options, collected).subscribe();
        } catch (DuplicateSubscriptionException e) {
            throw new IllegalStateException(e);
        }
        return collected;
    }

    /// The reply, or the code of the error it was refused with, as `error <code>`.
    static <T> String outcome(Consumer<ResultCallback<T>> call,
            java.util.function.Function<T, String> show) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        call.accept((error, result) -> {
            if (error instanceof ReplyError reply) {
                outcome.complete("error " + reply.getCode());
            } else if (error != null) {
                outcome.completeExceptionally(error);
            } else {
                outcome.complete(show.apply(result));
            }
        });
        try {
            return outcome.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "failed: " + e;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String publish(String channel, String text) {
        return JavaSdk.<PublishResult>outcome(
                callback -> client.publish(channel, text.getBytes(StandardCharsets.UTF_8),
                        callback),
                _ -> "ok");
    }

    @Override
    public void close() {
        client.disconnect();
        try {
            client.close(2_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
