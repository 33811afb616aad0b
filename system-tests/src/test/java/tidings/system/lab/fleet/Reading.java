package tidings.system.lab.fleet;

import org.jspecify.annotations.Nullable;

/// A message that says where it belongs.
///
/// @param number in its topic, from 1
record Reading(String topic, long number) {
    /// Makes up for what is said of it: from a few bytes to a few thousand.
    String text() {
        return topic + " " + number + " " + "~".repeat((int) (number * 7919 % 1_500));
    }

    /// @return null for what is not numbered: wills and cleared states
    static @Nullable Reading read(Packet.Publish message) {
        return read(message.text());
    }

    static @Nullable Reading read(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            return null;
        }
        Reading reading = new Reading(parts[0], Long.parseLong(parts[1]));
        if (!reading.text().equals(text)) {
            throw new IllegalStateException("not whole: " + text);
        }
        return reading;
    }

    @Override
    public String toString() {
        return topic + " " + number;
    }
}
