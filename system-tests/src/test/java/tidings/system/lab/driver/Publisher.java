package tidings.system.lab.driver;

/// Publishes until the scene wants no more, then ends by itself once everything is answered.
public interface Publisher {
    /// On a thread of its own.
    void run();
}
