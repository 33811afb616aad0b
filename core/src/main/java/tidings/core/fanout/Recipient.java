package tidings.core.fanout;

import java.util.List;

/// One of many who are given the same, one after the other, on their loop.
///
/// A thousand of them in a row are in no cache. So whoever goes through a list looks ahead: what does
/// not wait for one another is loaded together.
public interface Recipient {
    /// Looks at all that a delivery will look at; also whether there is room, with what that entails
    /// ([Outbox#full]).
    void look();

    /// @return up to where it was looked at: the place from which to look again
    static int lookAhead(List<? extends Recipient> all, int next) {
        int together = 32;
        int to = Math.min(next + together, all.size());
        for (int i = next; i < to; i++) {
            all.get(i).look();
        }
        return to;
    }
}
