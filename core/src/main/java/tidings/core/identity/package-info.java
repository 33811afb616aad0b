/// Who a session is, and what it may do: [tidings.core.identity.Permit] answers for every gateway
/// and every delivery. Threads share a [tidings.core.identity.User], and where they are found
/// ([tidings.core.identity.Users]).
@NullMarked
package tidings.core.identity;

import org.jspecify.annotations.NullMarked;
