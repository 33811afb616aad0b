/// The one YAML file, `TIDINGS_…` variables and command-line flags, turned into the records that
/// the parts of the server are set up with. [tidings.server.config.ServerConfig] lists every key;
/// [tidings.server.config.ConfigReader] finds values, checks them, and reports all problems at
/// once with their lines. A new key is one line in the reader of its section.
@NullMarked
package tidings.server.config;

import org.jspecify.annotations.NullMarked;
