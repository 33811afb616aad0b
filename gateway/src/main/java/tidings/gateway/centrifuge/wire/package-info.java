/// The Centrifuge client protocol (version 2) as bytes: commands in, replies and pushes out, in
/// JSON and in Protobuf. Pure: nothing here knows connections or sessions.
///
/// Types are named as the protocol names its messages; the numbers in their docs are the Protobuf
/// field numbers. In: [tidings.gateway.centrifuge.wire.CommandDecoder] gives
/// [tidings.gateway.centrifuge.wire.Command]s. Out: [tidings.gateway.centrifuge.wire.Encoder]
/// writes a [tidings.gateway.centrifuge.wire.Result], an error or a
/// [tidings.gateway.centrifuge.wire.Push].
@NullMarked
package tidings.gateway.centrifuge.wire;

import org.jspecify.annotations.NullMarked;
