package tidings.log;

/// A place in a channel. Offsets are comparable only within an epoch.
///
/// @param epoch 8 characters that name one unbroken life of the channel
/// @param offset of the last entry before this place; 0 is before the first entry
public record Position(String epoch, long offset) {
    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
