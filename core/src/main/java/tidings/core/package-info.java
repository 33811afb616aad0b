/// Channels, subscriptions, fan-out, presence and rules, free of sockets, formats and libraries.
/// [tidings.core.Tidings] is what a gateway holds; [tidings.core.refusal.Refusal] is why it may be told
/// no.
@NullMarked
package tidings.core;

import org.jspecify.annotations.NullMarked;
