/// MQTT's packets for tests, apart from the server's own codec.
@NullMarked
package tidings.testkit.mqtt;

import org.jspecify.annotations.NullMarked;
