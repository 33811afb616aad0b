/// Devices that speak MQTT: sessions that persist, QoS 1 and 2 both ways, wills and retained
/// states, over faults. Each device remembers what a device must, resends with DUP, and judges
/// what it is sent as it comes; what all of them know together is judged in the end.
@NullMarked
package tidings.system.lab.fleet;

import org.jspecify.annotations.NullMarked;
