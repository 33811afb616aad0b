package tidings.gateway.net;

/// Who speaks on the connections of a listener that carries a protocol of bytes.
@FunctionalInterface
public interface ByteDoor {
    /// A connection was accepted; on its loop.
    ByteListener onConnection();
}
