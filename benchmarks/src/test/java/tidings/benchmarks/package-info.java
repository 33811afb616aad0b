/// `docs/performance.md`: written from `benchmarks/results`, and from nothing else.
@NullMarked
package tidings.benchmarks;

import org.jspecify.annotations.NullMarked;
