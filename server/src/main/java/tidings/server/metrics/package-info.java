/// What the server counts, in Prometheus's format on the admin listener, and some of it under `$SYS`
/// ([tidings.server.metrics.ServerState]). Loops count for themselves in plain fields;
/// [tidings.server.metrics.Metrics] asks each for a snapshot when somebody reads. Atomics are allowed
/// here: a reader and a writer are different threads.
@NullMarked
package tidings.server.metrics;

import org.jspecify.annotations.NullMarked;
