package tidings.core.identity;

import java.time.Duration;
import tidings.core.refusal.Refusal;

/// How many channels may be made, by their first stored message, in an hour. How many there may
/// be in all is the log's limit.
public record NewChannelLimits(int perConnection, int perUser) {
    public static final Duration SPAN = Duration.ofHours(1);
    public static final NewChannelLimits DEFAULT = new NewChannelLimits(10_000, 100_000);

    public NewChannelLimits {
        if (perConnection < 1 || perUser < 1) {
            throw new IllegalArgumentException("new channels: at least 1 an hour");
        }
    }

    public Refusal tooManyOfConnection() {
        return new Refusal.TooFast("new channels of a connection", perConnection, "hour");
    }

    public Refusal tooManyOfUser() {
        return new Refusal.TooFast("new channels of a user", perUser, "hour");
    }
}
