/// The crash laboratory: publishers and subscribers at every door of the packaged server, faults,
/// and a checker that believes nothing but what they saw. One class for each fault; its number is
/// in the name of its tests, as in docs/reliability.md.
///
/// `driver` makes the load and writes a `history`, `fault` does the damage, `check` judges.
@NullMarked
package tidings.system.lab;

import org.jspecify.annotations.NullMarked;
