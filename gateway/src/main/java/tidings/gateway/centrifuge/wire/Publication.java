package tidings.gateway.centrifuge.wire;

import tidings.log.Message;

/// `Publication`: data=4, info=5, offset=6, tags=7, epoch=14 (delta=8, channel=10 and what follows
/// are not sent yet).
///
/// @param offset 0 for a message without a position
public record Publication(Message message, long offset) {}
