package tidings.core.fanout;

import tidings.log.Sender;

/// A presence entry: one session in a channel, shown as it would be as a sender.
public record Member(Sender shown) {
    public String session() {
        return shown.session();
    }
}
