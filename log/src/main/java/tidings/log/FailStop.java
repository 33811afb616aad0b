package tidings.log;

/// The end of the process, with its reason: a failed sync, a failed write, a broken invariant.
@FunctionalInterface
public interface FailStop {
    /// Does not return in production; a test's may, and the caller then does no more work.
    void stop(String reason, Throwable cause);
}
