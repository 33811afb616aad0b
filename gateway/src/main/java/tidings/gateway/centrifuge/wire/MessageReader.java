package tidings.gateway.centrifuge.wire;

import java.util.Map;

/// Reads one message field by field, in either encoding, so that each request is read by one
/// method that looks like its definition:
///
/// <pre>
///   while (in.next(FIELDS)) {
///       switch (in.field()) { case 1 -> channel = in.string(); … default -> in.skip(); }
///   }
/// </pre>
///
/// Exactly one value method is called per field.
sealed interface MessageReader permits JsonReader, ProtobufReader {
    /// Goes to the next field that has a value; false when the message has ended.
    boolean next(Fields fields) throws DecodeException;

    /// The number of the field; one that [Fields] doesn't have may be any.
    int field();

    String string() throws DecodeException;

    /// The payload as it was sent: raw JSON, or bytes.
    byte[] payload() throws DecodeException;

    boolean bool() throws DecodeException;

    int int32() throws DecodeException;

    /// A number that is cut off would be another one.
    static int in32Bits(long value) throws DecodeException {
        if (value != (int) value) {
            throw new DecodeException("a number needs more than 32 bits");
        }
        return (int) value;
    }

    long int64() throws DecodeException;

    /// A `uint64`. What needs more than 63 bits is ahead of every head, and so is the largest long,
    /// which stands for it.
    long offset() throws DecodeException;

    /// The message that is the field's value; to be read to its end at once.
    MessageReader message() throws DecodeException;

    /// What the field adds to a map of strings.
    void entry(Map<String, String> strings) throws DecodeException;

    /// What the field adds to a map of messages.
    void entry(EntryReader entries) throws DecodeException;

    void skip() throws DecodeException;

    /// Reads the value of one map entry, to its end.
    interface EntryReader {
        void read(String key, MessageReader value) throws DecodeException;
    }
}
