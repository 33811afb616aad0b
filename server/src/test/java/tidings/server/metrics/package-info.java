/// Tests of the metrics.
@NullMarked
package tidings.server.metrics;

import org.jspecify.annotations.NullMarked;
