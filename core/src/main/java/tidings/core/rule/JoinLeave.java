package tidings.core.rule;

/// Whether subscribers are told who comes and goes.
public enum JoinLeave {
    OFF,
    /// To those that ask for it.
    ON_REQUEST, ALWAYS
}
