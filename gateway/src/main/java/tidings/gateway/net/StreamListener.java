package tidings.gateway.net;

/// A session's ears on a streaming response.
public interface StreamListener extends OutboxListener {
    /// It is over, whoever ended it: called once, on the loop, never inline.
    void onClosed();
}
