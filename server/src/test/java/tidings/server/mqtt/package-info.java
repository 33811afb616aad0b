/// MQTT conformance: what the OASIS texts of 3.1.1 and 5.0 demand of a server, statement by
/// statement, tried against a server in this process over its sockets. Packets are written and read
/// here by code of its own, so that a mistake of the server's codec is not shared by its tests.
/// [Catalogue] lists the statements, [Statement] marks the tests that check them.
@NullMarked
package tidings.server.mqtt;

import org.jspecify.annotations.NullMarked;
