package tidings.core;

import java.util.Set;

/// What is going on in this process at about one moment.
///
/// @param sessions      open conversations
/// @param users         different users among them; all anonymous ones are one
/// @param subscriptions of all of them
/// @param channels      that somebody is subscribed to
public record Census(int sessions, Set<String> users, int subscriptions, int channels) {}
