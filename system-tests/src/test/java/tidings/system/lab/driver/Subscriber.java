package tidings.system.lab.driver;

import java.util.Map;
import tidings.system.lab.history.Place;

/// Follows channels, and goes on from where it was when its connection breaks.
public interface Subscriber extends AutoCloseable {
    /// On a thread of its own, until it is closed.
    void run();

    /// Channel → the last position it has; for any thread.
    Map<String, Place> positions();

    @Override
    void close();
}
