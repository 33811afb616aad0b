/// Stock MQTT clients against the packaged server.
@NullMarked
package tidings.system.mqtt;

import org.jspecify.annotations.NullMarked;
