/// The command line's own MQTT, without a server.
@NullMarked
package tidings.cli.mqtt;

import org.jspecify.annotations.NullMarked;
