/// Holds the embedded engine to the log's contract, and to what it promises beyond it: kills,
/// power cuts, damage, copies, clocks, full disks.
@NullMarked
package tidings.log.rocksdb;

import org.jspecify.annotations.NullMarked;
