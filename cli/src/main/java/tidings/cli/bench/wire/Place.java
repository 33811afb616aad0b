package tidings.cli.bench.wire;

/// Where a subscription stands, as the server says.
///
/// @param epoch empty if there is nothing to come back to
public record Place(String epoch, long offset, boolean recovered) {
    public static final Place NONE = new Place("", 0, false);
}
