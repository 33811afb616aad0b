/// What a client says and understands, as far as load needs it: the Centrifuge protocol in JSON and
/// Protobuf, plain WebSocket rooms, Redis streams, MQTT. Reading a delivery makes no object.
@NullMarked
package tidings.cli.bench.wire;

import org.jspecify.annotations.NullMarked;
