package tidings.core.filter;

/// What a session wants of a filter (MQTT 5.0 §3.8.3.1).
///
/// @param qos the most it wants, 0 to 2
/// @param noLocal not what it published itself
/// @param retainAsPublished with the publisher's retain flag
/// @param identifier what each of its messages is marked with; 0 for nothing
public record FilterOptions(int qos, boolean noLocal, boolean retainAsPublished, int identifier) {}
