/// Tests of the configuration.
@NullMarked
package tidings.server.config;

import org.jspecify.annotations.NullMarked;
