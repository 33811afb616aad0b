/// From a position to live without a gap, or plainly not: a session's subscriptions, on its loop.
/// [tidings.core.subscription.Subscription] is the machine that moves between live and cursor;
/// [tidings.core.subscription.Memberships] is how those are seen who get a channel otherwise.
@NullMarked
package tidings.core.subscription;

import org.jspecify.annotations.NullMarked;
