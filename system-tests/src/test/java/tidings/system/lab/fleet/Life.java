package tidings.system.lab.fleet;

/// One connection of a device that was admitted, for what must become of its will.
///
/// @param number of the device's connections; its will's payload
record Life(int number, long beganNs, long endedNs, Goodbye goodbye) {
    /// How a device left.
    enum Goodbye {
        /// Without a DISCONNECT.
        NONE,
        /// With a DISCONNECT that may not have left: who closes a socket that holds something unread
        /// resets the connection, and drops what was not sent yet because too little of what was has
        /// been acknowledged.
        SAID,
        /// With a DISCONNECT; the server was waited for to end the connection.
        HEARD
    }
}
