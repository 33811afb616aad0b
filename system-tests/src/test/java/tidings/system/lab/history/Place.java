package tidings.system.lab.history;

/// Where a server said that something is.
///
/// @param epoch may be empty: not every answer names it
public record Place(String epoch, long offset) {
    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
