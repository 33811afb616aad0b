/// Channels over plain HTTP, for `curl`, back ends and `EventSource`: `/c/<channel>` publishes,
/// reads history and streams live events; `/health/…` answers orchestrators; `/` is a page to try
/// it out. One request is one short conversation; only a stream of events is a session. What limits
/// take for one connection is a user here, or an address ([tidings.gateway.http.Publishers]).
@NullMarked
package tidings.gateway.http;

import org.jspecify.annotations.NullMarked;
