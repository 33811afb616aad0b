package tidings.system.lab.fleet;

/// One connection of a device that was admitted, for what must become of its will.
///
/// @param number of the device's connections; its will's payload
/// @param cleanly ended with a DISCONNECT
record Life(int number, long beganNs, long endedNs, boolean cleanly) {}
