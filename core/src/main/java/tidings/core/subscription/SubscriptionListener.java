package tidings.core.subscription;

import tidings.core.refusal.Refusal;

/// The session, as its subscriptions speak to it; on its loop.
public interface SubscriptionListener {
    /// The subscription is made; nothing of its channel was offered to the outbox before.
    void onSubscribed(Subscription subscription, Subscribed subscribed);

    /// The subscription is not made.
    void onRefused(Subscription subscription, Refusal refusal);

    /// The subscription was made, and is ended by the server. Nothing of it is offered any more.
    void onEnded(Subscription subscription, Ending ending);

    /// Something that was called for one of its subscriptions threw: end the connection.
    void onFailed(RuntimeException cause);

    /// A rule demands that a connection that takes no more is ended.
    void onTooSlow();
}
