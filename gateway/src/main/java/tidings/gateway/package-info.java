/// The doors: one package per wire protocol, and [tidings.gateway.net] beneath them all.
///
/// A gateway turns bytes into requests to core and what core answers into bytes. It never imports
/// another gateway; what two of them need is in `net` or `payload`.
@NullMarked
package tidings.gateway;

import org.jspecify.annotations.NullMarked;
