/// Configuration for the channels that match a pattern: [tidings.core.rule.Rules] is an ordered
/// list, and the first [tidings.core.rule.Rule] that fits a name decides.
@NullMarked
package tidings.core.rule;

import org.jspecify.annotations.NullMarked;
