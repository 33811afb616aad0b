/// The pieces that every message passes, one by one, for JMH: time, and with `-prof gc` the bytes
/// each allocates.
@NullMarked
package tidings.benchmarks.hot;

import org.jspecify.annotations.NullMarked;
