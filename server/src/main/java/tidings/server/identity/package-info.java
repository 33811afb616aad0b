/// Finds out who somebody is, for [tidings.core.identity.Authenticator]: a file of passwords, and
/// tokens with their keys. Everything slow (hashes, signatures, key servers) runs on tasks of its
/// own, never on a loop. [tidings.server.identity.Identities] is the way in.
@NullMarked
package tidings.server.identity;

import org.jspecify.annotations.NullMarked;
