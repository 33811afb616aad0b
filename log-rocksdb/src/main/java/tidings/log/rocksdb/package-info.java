/// The embedded log engine: [tidings.log.Log] over one RocksDB store in one directory. `RocksLog`
/// is the entry point, `Keys` the layout of the store, `LogWriter` the one thread that decides the
/// order in which batches reach the disk, `Opening` what is checked before anything is believed.
/// Nothing of RocksDB leaves this package.
@NullMarked
package tidings.log.rocksdb;

import org.jspecify.annotations.NullMarked;
