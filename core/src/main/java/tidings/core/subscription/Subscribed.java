package tidings.core.subscription;

import java.util.List;
import tidings.log.Entry;
import tidings.log.Position;

/// A subscription was made.
///
/// @param position  from where it goes on before `entries`: what was asked for if that could be
///                  kept, else the head; of an empty epoch where there is no log
/// @param recovered whether what was asked for could be kept
/// @param entries   the first of the missed entries, ascending, without a hole; for
///                  [tidings.core.channel.JoinFrom.Latest] the latest, which is at `position`, or
///                  before it, or of an earlier epoch
public record Subscribed(Position position, boolean recovered, List<Entry> entries) {}
