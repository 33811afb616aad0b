/// What stands in for a log engine, and what every engine is held against: `SimulatedLog`, a log
/// of three shards in one thread that delays, times out, refuses, fails and crashes by seed, and
/// `LogEngineContract` with its parts for reading, scans and tables, one test for each sentence of
/// [tidings.log.Log]. Nothing here knows an engine or core.
@NullMarked
package tidings.testkit.log;

import org.jspecify.annotations.NullMarked;
