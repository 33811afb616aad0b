package tidings.core.home;

import tidings.core.filter.SessionState;

/// A group of a shared subscription as it is kept. Immutable.
///
/// @param text `$share/name/filter`
/// @param incarnation of the log that the places are in
record GroupRecord(String text, String incarnation, SessionState state) {}
