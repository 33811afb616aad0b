/// Where a client that may come back is at home: the shard that its identifier's hash falls into.
/// [tidings.core.home.Home] has the record of its session while it is away, lets one connection
/// at a time be it, and sees to what becomes due: the session's end, and its will. Groups of shared
/// subscriptions are at home likewise ([tidings.core.home.GroupHome]).
@NullMarked
package tidings.core.home;

import org.jspecify.annotations.NullMarked;
