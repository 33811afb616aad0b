/// Who a session is, and what it may do: [tidings.core.identity.Permit] answers for every gateway
/// and every delivery. [tidings.core.identity.User] is the one thing here that threads share.
@NullMarked
package tidings.core.identity;

import org.jspecify.annotations.NullMarked;
