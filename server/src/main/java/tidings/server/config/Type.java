package tidings.server.config;

import java.util.function.Function;

/// How values of a kind are written.
///
/// @param name  what a person would call it, for the reference page
/// @param parse the value, or an [IllegalArgumentException] that says what is wrong and how it
///              is written
/// @param show  as `parse` would take it back
record Type<T>(String name, Function<String, T> parse, Function<T, String> show) {}
