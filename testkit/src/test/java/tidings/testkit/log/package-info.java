/// Holds the simulated log to the contract, and the contract to its sentences.
@NullMarked
package tidings.testkit.log;

import org.jspecify.annotations.NullMarked;
