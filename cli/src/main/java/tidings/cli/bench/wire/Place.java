package tidings.cli.bench.wire;

/// Where a subscription stands, as the server says.
///
/// @param epoch empty if the channel has no positions
public record Place(String epoch, long offset, boolean recovered) {
    public static final Place NONE = new Place("", 0, false);
}
