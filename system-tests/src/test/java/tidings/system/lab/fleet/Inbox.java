package tidings.system.lab.fleet;

/// What was given, judged as it comes.
interface Inbox {
    /// @param once whether it must not come again
    void on(Packet.Publish message, boolean once);

    /// Up to which message of a topic everything has come.
    long highest(String topic);
}
