/// The Centrifuge door: sessions of its SDKs, over the codecs in
/// [tidings.gateway.centrifuge.wire].
@NullMarked
package tidings.gateway.centrifuge;

import org.jspecify.annotations.NullMarked;
