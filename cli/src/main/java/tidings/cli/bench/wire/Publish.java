package tidings.cli.bench.wire;

/// A publish as bytes, written once and changed in place for each message.
public final class Publish {
    /// How an id is written. It always has the same width.
    enum Id {
        NONE(FIRST_ID, IDS), DECIMAL(FIRST_ID, IDS), VARINT(FIRST_ID, IDS),
        /// Two bytes that are not 0.
        PACKET(1, 65_535);

        private final int first;
        private final int count;

        Id(int first, int count) {
            this.first = first;
            this.count = count;
        }
    }

    /// Ids that have seven digits, and three bytes as a varint.
    static final int FIRST_ID = 1_000_000;
    private static final int IDS = 1_000_000;
    private static final int DIGITS = 7;

    private final byte[] message;
    private final int payloadAt;
    private final int idAt;
    private final Id idForm;

    Publish(byte[] message, int payloadAt, Id idForm, int idAt) {
        this.message = message;
        this.payloadAt = payloadAt;
        this.idForm = idForm;
        this.idAt = idAt;
    }

    /// @param id 0 for the first
    public int idAfter(int id) {
        int next = id + 1;
        return next >= idForm.first && next < idForm.first + idForm.count ? next : idForm.first;
    }

    /// Whether its answer says which publish it is for.
    public boolean hasId() {
        return idForm != Id.NONE;
    }

    /// The next message.
    public void set(int id, int sequence, long dueNanos) {
        switch (idForm) {
            case NONE -> {
            }
            case DECIMAL -> {
                int rest = id;
                for (int i = DIGITS - 1; i >= 0; i--) {
                    message[idAt + i] = (byte) ('0' + rest % 10);
                    rest /= 10;
                }
            }
            case VARINT -> {
                message[idAt] = (byte) (id | 0x80);
                message[idAt + 1] = (byte) (id >>> 7 | 0x80);
                message[idAt + 2] = (byte) (id >>> 14);
            }
            case PACKET -> {
                message[idAt] = (byte) (id >>> 8);
                message[idAt + 1] = (byte) id;
            }
        }
        Stamp.write(message, payloadAt, sequence, dueNanos);
    }

    byte[] message() {
        return message;
    }
}
