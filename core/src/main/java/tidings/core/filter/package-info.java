/// Sessions that are interested in filters rather than channels: which of them an entry is for
/// ([tidings.core.filter.FilterIndex]), how it comes to them
/// ([tidings.core.filter.LoopTap]), and what each still has to get
/// ([tidings.core.filter.FilterSession]). No message is ever copied or queued for a session: it
/// has a place in each shard, and a bounded window of what it was sent and has not acknowledged. What
/// sessions share ([tidings.core.filter.GroupSession]) has these itself.
@NullMarked
package tidings.core.filter;

import org.jspecify.annotations.NullMarked;
