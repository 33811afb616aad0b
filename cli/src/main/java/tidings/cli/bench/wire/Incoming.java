package tidings.cli.bench.wire;

/// What comes over a connection.
public interface Incoming {
    /// What the connection is for.
    Errand errand();

    /// The server takes no more unanswered publishes of this connection than so many.
    void onUnansweredMax(int publishes);

    /// What came has to be answered.
    ///
    /// @param packet four bytes, the first of them lowest
    void onOwed(int packet);

    /// A message of this run.
    void onPublication(int publisher, int sequence, long dueNanos);

    /// A publish was acknowledged.
    ///
    /// @param id as it was sent; [#OLDEST] where answers have none and come in order
    void onPublished(int id);

    /// Any other answer.
    void onReply(Reply reply);

    void onPing();

    /// Something that is neither an answer nor a message of this run.
    void onForeign(String text);

    /// The other side says that this is the end, or makes no sense.
    void onEnd(String why);

    int OLDEST = -1;
}
