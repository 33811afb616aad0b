/// The way in for messages, the same for every gateway: what a session may publish is decided
/// here, before anything is queued.
@NullMarked
package tidings.core.publish;

import org.jspecify.annotations.NullMarked;
