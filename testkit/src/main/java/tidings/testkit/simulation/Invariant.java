package tidings.testkit.simulation;

import java.util.List;

/// Something that must hold in every schedule.
public interface Invariant {
    String name();

    /// @return what breaks it, each in a sentence; empty if nothing does
    List<String> violations(History history);
}
