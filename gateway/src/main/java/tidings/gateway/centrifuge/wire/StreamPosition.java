package tidings.gateway.centrifuge.wire;

/// `StreamPosition`: offset=1, epoch=2.
///
/// @param epoch may be empty
public record StreamPosition(long offset, String epoch) {
    private static final Fields FIELDS = Fields.of("offset", 1, "epoch", 2);

    static StreamPosition read(MessageReader in) throws DecodeException {
        long offset = 0;
        String epoch = "";
        while (in.next(FIELDS)) {
            switch (in.field()) {
                case 1 -> offset = in.offset();
                case 2 -> epoch = in.string();
                default -> in.skip();
            }
        }
        return new StreamPosition(offset, epoch);
    }
}
