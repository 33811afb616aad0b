package tidings.system.lab.history;

/// Which message it is: the n-th of a publisher in a channel, from 1. The one before is known
/// without asking anybody.
public record MessageId(int publisher, int channel, long n) {
    /// `publisher-channel-n`, all numbers.
    public static MessageId parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("no id of a message: " + text);
        }
        return new MessageId(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]),
                Long.parseLong(parts[2]));
    }

    @Override
    public String toString() {
        return publisher + "-" + channel + "-" + n;
    }
}
