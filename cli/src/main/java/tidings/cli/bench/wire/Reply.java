package tidings.cli.bench.wire;

import org.jspecify.annotations.Nullable;

/// An answer to a command.
///
/// @param error what was wrong; null if nothing was
/// @param place of a subscription
public record Reply(int id, @Nullable String error, Place place) {}
