/// Runs the fuzz targets of the gateway's decoders, which are beside what they try.
@NullMarked
package tidings.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
