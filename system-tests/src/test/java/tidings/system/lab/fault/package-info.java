/// Ways to hurt a server.
@NullMarked
package tidings.system.lab.fault;

import org.jspecify.annotations.NullMarked;
