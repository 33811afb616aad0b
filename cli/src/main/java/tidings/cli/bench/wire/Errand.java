package tidings.cli.bench.wire;

import org.jspecify.annotations.Nullable;

/// What a connection is for.
///
/// @param channel empty for none; the room, where the path is the room
/// @param subscribes whether it wants what is published there
/// @param from where it was before; null for the first time
/// @param positioned whether it will want to go on from where it was
public record Errand(String channel, boolean subscribes, @Nullable Place from,
        boolean positioned) {
    public static Errand subscribe(String channel, boolean positioned) {
        return new Errand(channel, true, null, positioned);
    }

    public static Errand publishOnly(String channel) {
        return new Errand(channel, false, null, false);
    }
}
