/// Publishers and subscribers, each a client of one door.
@NullMarked
package tidings.system.lab.driver;

import org.jspecify.annotations.NullMarked;
